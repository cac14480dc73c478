/**
 * SQL text as typed values: identifiers, qualified names, literals, arrays and search paths that print themselves quoted, and the
 * lexer that cuts any PostgreSQL text into lexemes.
 *
 * <p>In: names and values from catalogs and users. Out: text that is safe to paste into a statement. All SQL that the engine emits gets
 * its identifiers and literals from here; start reading at {@link dev.pgtrickle.dvm.sql.Identifier}.
 */
@NullMarked
package dev.pgtrickle.dvm.sql;

import org.jspecify.annotations.NullMarked;
