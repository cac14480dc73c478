/**
 * A throw-away PostgreSQL server for {@code ./pgtrickle up} and for tests: official binaries of any supported major
 * version, unpacked and started on a free port, also as root.
 *
 * <p>In: a {@link dev.pgtrickle.embedded.PostgresVersion} and a folder with one jar of binaries per version. Out: a running
 * {@link dev.pgtrickle.embedded.EmbeddedServer}. Nothing in the engine depends on this package.
 */
@NullMarked
package dev.pgtrickle.embedded;

import org.jspecify.annotations.NullMarked;
