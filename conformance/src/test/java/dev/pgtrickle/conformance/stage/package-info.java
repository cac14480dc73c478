/**
 * What a conformance test stands on: a database with our catalog, a running engine and a proxy, and the ways a client can take to it. Start
 * reading at {@link dev.pgtrickle.conformance.stage.Stage}.
 */
@NullMarked
package dev.pgtrickle.conformance.stage;

import org.jspecify.annotations.NullMarked;
