/**
 * What is created in the database for a stream table, and how: storage, pinned query, capture, maintenance functions, triggers, the visible
 * relation and the catalog rows.
 *
 * <p>In: a {@link dev.pgtrickle.dvm.compile.CompiledView}. Out: an installed stream table, by statements in the client's own session and
 * transaction. The generated functions are texts made by pure classes of this package; {@link dev.pgtrickle.dvm.install.Installer} runs them.
 */
@NullMarked
package dev.pgtrickle.dvm.install;

import org.jspecify.annotations.NullMarked;
