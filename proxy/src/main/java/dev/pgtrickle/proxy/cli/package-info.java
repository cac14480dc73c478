/**
 * The {@code pgtrickle} command line.
 *
 * <p>In: arguments. Out: an exit status, results on standard output, everything else on standard error. One class per command; start reading
 * at {@link dev.pgtrickle.proxy.cli.Main}.
 */
@NullMarked
package dev.pgtrickle.proxy.cli;

import org.jspecify.annotations.NullMarked;
