/**
 * The statements about stream tables, as users write them: which there are and how they are read. Nothing here talks to a server.
 *
 * <p>In: the text of one statement. Out: nothing, or one of the {@link dev.pgtrickle.dvm.intercept.Interception}s of this package. Start reading
 * at {@link dev.pgtrickle.dvm.statement.StatementReader}.
 */
@NullMarked
package dev.pgtrickle.dvm.statement;

import org.jspecify.annotations.NullMarked;
