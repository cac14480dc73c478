package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses window definitions. */
final class WindowParser {

    private final TokenStream tokens;
    private final ExpressionParser expressions;

    WindowParser(TokenStream tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** What follows OVER. */
    Window over() {
        return tokens.atName() ? new Window.Named(tokens.expectName()) : inline();
    }

    Window.Inline inline() {
        tokens.expectSymbol("(");
        Identifier base = tokens.atName() ? tokens.expectName() : null;
        List<Expression> partitionBy =
                tokens.takeKeywords("PARTITION", "BY") ? expressions.commaSeparated() : List.of();
        List<SortItem> orderBy = tokens.takeKeywords("ORDER", "BY") ? expressions.sortItems() : List.of();
        Frame frame = frame();
        tokens.expectSymbol(")");
        return new Window.Inline(base, partitionBy, orderBy, frame);
    }

    private @Nullable Frame frame() {
        for (Frame.Mode mode : Frame.Mode.values()) {
            if (tokens.takeKeywords(mode.name())) {
                boolean between = tokens.takeKeywords("BETWEEN");
                Frame.Bound start = bound();
                Frame.Bound end = null;
                if (between) {
                    tokens.expectKeywords("AND");
                    end = bound();
                }
                return new Frame(mode, start, end, exclusion());
            }
        }
        return null;
    }

    private Frame.Bound bound() {
        for (Frame.FixedBound fixed : Frame.FixedBound.values()) {
            if (tokens.takeKeywords(fixed.words().split(" "))) {
                return fixed;
            }
        }
        Expression offset = expressions.parse();
        for (Frame.OffsetBound.Direction direction : Frame.OffsetBound.Direction.values()) {
            if (tokens.takeKeywords(direction.name())) {
                return new Frame.OffsetBound(offset, direction);
            }
        }
        throw tokens.unexpected("PRECEDING or FOLLOWING");
    }

    private Frame.Exclusion exclusion() {
        for (Frame.Exclusion exclusion : Frame.Exclusion.values()) {
            if (!exclusion.words().isEmpty()
                    && tokens.takeKeywords(exclusion.words().split(" "))) {
                return exclusion;
            }
        }
        return Frame.Exclusion.NO_OTHERS;
    }
}
