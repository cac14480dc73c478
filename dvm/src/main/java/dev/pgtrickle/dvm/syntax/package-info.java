/**
 * The syntax tree of a SELECT, read from PostgreSQL's canonical text and printed back as SQL.
 *
 * <p>In: the text that {@code pg_get_viewdef(oid)} prints for the query wrapped as {@code SELECT FROM (query) alias}; PostgreSQL 15 to 18.
 * In that text every operator is parenthesised, every column reference but one kind carries its alias, key words are in upper case and
 * names are not, so only the structure of clauses has to be parsed. Out: records, {@link dev.pgtrickle.dvm.syntax.Query} on top;
 * expressions stay PostgreSQL's text, cut into {@linkplain dev.pgtrickle.dvm.syntax.Piece pieces}, with column references, sub-selects and
 * calls lifted out. Start reading at {@link dev.pgtrickle.dvm.syntax.CanonicalParser}; {@link dev.pgtrickle.dvm.syntax.SyntaxPrinter} is its
 * inverse, {@link dev.pgtrickle.dvm.syntax.SyntaxRewriter} the way to change a tree.
 */
@NullMarked
package dev.pgtrickle.dvm.syntax;

import org.jspecify.annotations.NullMarked;
