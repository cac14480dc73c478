package dev.pgtrickle.dvm.syntax;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes the tokens of type and collation names, which must not be mistaken for column references. */
final class TypeParser {

    /** The words that may follow the first word of a type name. */
    private static final Map<String, Set<String>> FURTHER_WORDS = Map.of(
            "double", Set.of("precision"),
            "character", Set.of("varying"),
            "bit", Set.of("varying"),
            "timestamp", Set.of("with", "without", "time", "zone"),
            "time", Set.of("with", "without", "time", "zone"),
            "interval", Set.of("year", "month", "day", "hour", "minute", "second", "to"));

    private final TokenStream tokens;

    TypeParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** A type name with its modifiers and array brackets. */
    void type(List<Piece> pieces) {
        String first = tokens.lookingAt();
        qualifiedName(pieces);
        Set<String> further = FURTHER_WORDS.getOrDefault(first, Set.of());
        boolean more = true;
        while (more) {
            if (tokens.atSymbol("(")) {
                modifiers(pieces);
            } else if (further.contains(tokens.lookingAt())) {
                pieces.add(tokens.take());
            } else {
                more = false;
            }
        }
        while (tokens.atSymbol("[") && tokens.atSymbol(1, "]")) {
            pieces.add(tokens.take());
            pieces.add(tokens.take());
        }
    }

    void typeAndCollation(List<Piece> pieces) {
        type(pieces);
        if (tokens.atKeyword("COLLATE")) {
            pieces.add(tokens.take());
            qualifiedName(pieces);
        }
    }

    void qualifiedName(List<Piece> pieces) {
        if (!tokens.atName()) {
            throw tokens.unexpected("a name");
        }
        pieces.add(tokens.take());
        if (tokens.atSymbol(".")) {
            pieces.add(tokens.take());
            if (!tokens.atName()) {
                throw tokens.unexpected("a name");
            }
            pieces.add(tokens.take());
        }
    }

    /** Type modifiers are what the type's own output function prints: any tokens. */
    private void modifiers(List<Piece> pieces) {
        do {
            pieces.add(tokens.take());
        } while (!tokens.atSymbol(")"));
        pieces.add(tokens.take());
    }
}
