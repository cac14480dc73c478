package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.syntax.Expression;
import dev.pgtrickle.dvm.syntax.Frame;
import dev.pgtrickle.dvm.syntax.SortItem;
import dev.pgtrickle.dvm.syntax.Window;
import dev.pgtrickle.dvm.syntax.WindowDefinition;
import dev.pgtrickle.dvm.understand.WindowSpecification.FrameText;
import dev.pgtrickle.dvm.understand.WindowSpecification.SortKey;
import java.util.List;
import java.util.Optional;

/** Writes windows out that take over parts of the windows of a WINDOW clause. */
final class NamedWindows {

    private final List<WindowDefinition> definitions;

    /** Knows the windows of a WINDOW clause. */
    NamedWindows(List<WindowDefinition> definitions) {
        this.definitions = List.copyOf(definitions);
    }

    /** Reads a window in full. */
    WindowSpecification read(Window window, ExpressionReader reader) {
        Window.Inline inline = written(window);
        return new WindowSpecification(
                inline.partitionBy().stream().map(reader::read).toList(),
                inline.orderBy().stream().map(o -> SortKey.of(o, reader)).toList(),
                Optional.ofNullable(inline.frame()).map(f -> FrameText.of(f, reader)));
    }

    /** The window without a base: the partitioning is that of the base, the ordering too if the base has one, the frame never. */
    private Window.Inline written(Window window) {
        return switch (window) {
            case Window.Named named -> written(definition(named.name()));
            case Window.Inline inline -> {
                if (inline.base() == null) {
                    yield inline;
                }
                Window.Inline base = written(definition(inline.base()));
                List<Expression> partition = base.partitionBy();
                List<SortItem> order = base.orderBy().isEmpty() ? inline.orderBy() : base.orderBy();
                Frame frame = inline.frame();
                yield new Window.Inline(null, partition, order, frame);
            }
        };
    }

    private Window.Inline definition(Identifier name) {
        return definitions.stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no window " + name.sql()))
                .window();
    }
}
