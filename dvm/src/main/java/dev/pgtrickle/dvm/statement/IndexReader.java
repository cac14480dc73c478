package dev.pgtrickle.dvm.statement;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.Lexeme.Kind;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code CREATE INDEX} as far as the name of the relation, and {@code CREATE UNIQUE INDEX} as far as the columns. */
final class IndexReader {

    private static final Set<String> ORDER = Set.of("ASC", "DESC", "NULLS", "FIRST", "LAST");

    private final String sql;
    private final TokenCursor c;

    IndexReader(String sql, TokenCursor c) {
        this.sql = sql;
        this.c = c;
    }

    NameRewrite.CreateIndex read() {
        c.expect("CREATE");
        boolean unique = c.take("UNIQUE");
        c.expect("INDEX");
        c.take("CONCURRENTLY");
        c.take("IF", "NOT", "EXISTS");
        if (!c.comes("ON")) {
            c.identifier();
        }
        c.expect("ON");
        c.take("ONLY");
        int start = c.position();
        QualifiedName name = c.qualifiedName();
        int end = c.lastEnd();
        return new NameRewrite.CreateIndex(sql, name, start, end, unique ? Optional.of(columns()) : Optional.empty());
    }

    private Set<Identifier> columns() {
        if (c.take("USING")) {
            c.identifier();
        }
        c.expectSymbol("(");
        Set<Identifier> columns = new HashSet<>();
        do {
            List<Lexeme> element = element();
            if (isPlain(element)) {
                columns.add(Identifier.parse(element.getFirst().text()));
            }
        } while (c.takeSymbol(","));
        c.expectSymbol(")");
        return columns;
    }

    /** What stands before the next comma or the end of the list. */
    private List<Lexeme> element() {
        List<Lexeme> element = new ArrayList<>();
        int depth = 0;
        while (depth > 0 || !c.comesSymbol(",") && !c.comesSymbol(")")) {
            Lexeme lexeme = c.takeAny();
            depth += lexeme.is("(") ? 1 : lexeme.is(")") ? -1 : 0;
            element.add(lexeme);
        }
        return element;
    }

    /** With a collation or an operator class of its own, an index may take for equal what is not. */
    private static boolean isPlain(List<Lexeme> element) {
        return !element.isEmpty()
                && (element.getFirst().kind() == Kind.WORD || element.getFirst().kind() == Kind.QUOTED_IDENTIFIER)
                && element.stream()
                        .skip(1)
                        .allMatch(l -> ORDER.contains(l.text().toUpperCase(Locale.ROOT)));
    }
}
