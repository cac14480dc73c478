/**
 * From the text of a defining query to what it means: the server analyses the text, {@link dev.pgtrickle.dvm.syntax} parses what the
 * server prints, and the server confirms that we read it right.
 *
 * <p>In: a user's query or a view, and a session. Out: a {@link dev.pgtrickle.dvm.analyse.CanonicalQuery}, either proven or not; only a
 * proven one has a syntax tree. Start reading at {@link dev.pgtrickle.dvm.analyse.QueryAnalyser}.
 */
@NullMarked
package dev.pgtrickle.dvm.analyse;

import org.jspecify.annotations.NullMarked;
