/**
 * The differential view maintenance engine. Each stage has a package named for what flows out of it; follow one query from
 * {@code statement} (what a user wrote) through {@code analyse}, {@code algebra}, {@code delta}, {@code program} and {@code install},
 * and one change from {@code capture} through {@code ring} and {@code refresh} to {@code frontier}.
 * What several stages speak is in {@code sql} (identifiers, literals, lexer), {@code syntax} (queries as text with structure) and {@code
 * nodetree} (queries as the server analysed them).
 */
@NullMarked
package dev.pgtrickle.dvm;

import org.jspecify.annotations.NullMarked;
