/**
 * The fuzzer: random tables, queries and changes on a real server, where stream tables must equal their queries after every batch. Start reading
 * at {@link dev.pgtrickle.conformance.fuzz.Fuzzer}.
 */
@NullMarked
package dev.pgtrickle.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
