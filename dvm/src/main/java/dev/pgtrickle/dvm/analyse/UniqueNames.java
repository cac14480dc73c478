package dev.pgtrickle.dvm.analyse;

import dev.pgtrickle.dvm.sql.Identifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives output columns names of their own: the second {@code id} becomes {@code id_1}, as in the server's own printing. */
final class UniqueNames {

    private UniqueNames() {}

    static List<OutputColumn> of(List<OutputColumn> columns) {
        Set<Identifier> reserved = new HashSet<>();
        columns.forEach(column -> reserved.add(column.name()));
        Set<Identifier> used = new HashSet<>();
        List<OutputColumn> named = new ArrayList<>();
        for (OutputColumn column : columns) {
            Identifier unique = column.name();
            for (int i = 1; !used.add(unique); i++) {
                unique = numbered(column.name().name(), i);
                if (reserved.contains(unique)) {
                    unique = column.name();
                }
            }
            named.add(new OutputColumn(
                    column.name(), unique, column.type(), column.typmod(), column.collation(), column.typeName()));
        }
        return named;
    }

    /** A name with a number, cut where necessary so that the number fits. */
    private static Identifier numbered(String name, int number) {
        String suffix = "_" + number;
        int end = name.length();
        while (bytes(name.substring(0, end)) + suffix.length() > Identifier.MAX_BYTES) {
            end = name.offsetByCodePoints(end, -1);
        }
        return new Identifier(name.substring(0, end) + suffix);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
