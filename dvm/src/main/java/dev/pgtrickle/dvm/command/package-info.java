/**
 * What statements about stream tables do, in the client's own session and transaction.
 *
 * <p>In: the {@link dev.pgtrickle.dvm.intercept.Interception}s that package {@code statement} read. Out: command tags, rewritten texts, notices and
 * errors. One command per class; start reading at {@link dev.pgtrickle.dvm.command.StreamTableInterceptor}.
 */
@NullMarked
package dev.pgtrickle.dvm.command;

import org.jspecify.annotations.NullMarked;
