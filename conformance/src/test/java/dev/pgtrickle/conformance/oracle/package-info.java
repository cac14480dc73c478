/**
 * The equality oracle: whether a stream table is exactly its query. Start reading at
 * {@link dev.pgtrickle.conformance.oracle.StreamTableOracle}.
 */
@NullMarked
package dev.pgtrickle.conformance.oracle;

import org.jspecify.annotations.NullMarked;
