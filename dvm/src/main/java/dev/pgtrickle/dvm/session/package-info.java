/**
 * How engine code talks to PostgreSQL: one small blocking interface, {@link dev.pgtrickle.dvm.session.SqlSession}, so that the same
 * code runs over JDBC (driver, daemon) and over the client's own backend connection inside the proxy.
 */
@NullMarked
package dev.pgtrickle.dvm.session;

import org.jspecify.annotations.NullMarked;
