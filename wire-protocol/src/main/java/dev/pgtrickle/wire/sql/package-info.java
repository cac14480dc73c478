/**
 * What a relay has to know about SQL: where statements begin and end, and which may concern stream tables.
 *
 * <p>In: the bytes of a query string in an encoding whose ASCII bytes are ASCII characters. Out: the {@link
 * dev.pgtrickle.wire.sql.Interest} of the whole string, without any allocation, and for the few strings that are interesting a list of
 * {@link dev.pgtrickle.wire.sql.Statement}s. The lexical rules are those of the PostgreSQL manual, "Lexical Structure". Start reading at
 * {@link dev.pgtrickle.wire.sql.QueryString}.
 */
@NullMarked
package dev.pgtrickle.wire.sql;

import org.jspecify.annotations.NullMarked;
