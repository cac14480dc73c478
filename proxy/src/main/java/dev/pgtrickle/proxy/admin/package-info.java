/**
 * The admin endpoint: metrics and health over HTTP, for machines that watch a pgtrickle.
 *
 * <p>In: a meter registry and a question whether the server can be reached. Out: {@link dev.pgtrickle.proxy.admin.AdminServer}.
 */
@NullMarked
package dev.pgtrickle.proxy.admin;

import org.jspecify.annotations.NullMarked;
