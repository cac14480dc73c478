package dev.pgtrickle.dvm.program;

import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.emit.Item;
import dev.pgtrickle.dvm.emit.NetRows;
import dev.pgtrickle.dvm.program.Storage.Column;
import dev.pgtrickle.dvm.program.ViewShape.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the two ways of storing rows one by one have in common: the output columns {@code o<i>} of a result row. */
final class RowSql {

    private final List<Output> outputs;

    RowSql(List<Output> outputs) {
        this.outputs = outputs;
    }

    List<Column> visible() {
        return outputs.stream().map(o -> Column.of(o.name(), o.type())).toList();
    }

    /** The outputs as computed by the query, which may differ from their declared types by a domain. */
    List<Item> items() {
        return IntStream.range(0, outputs.size())
                .mapToObj(i -> new Item("o" + (i + 1), cast(outputs.get(i))))
                .toList();
    }

    /** A domain's column is captured with its base type, so the declared type is put back. */
    private static Scalar cast(Output output) {
        if (!output.type().facts().domain()) {
            return output.expression();
        }
        List<Scalar.Term> terms = new ArrayList<>();
        terms.add(new Scalar.Token("("));
        terms.addAll(output.expression().terms());
        terms.add(new Scalar.Token(")"));
        terms.add(new Scalar.Token("::"));
        terms.add(new Scalar.Token(output.type().declaration()));
        return new Scalar(terms);
    }

    List<String> names() {
        return IntStream.rangeClosed(1, outputs.size()).mapToObj(i -> "o" + i).toList();
    }

    List<String> names(String alias) {
        return names().stream().map(n -> alias + "." + n).toList();
    }

    List<NetRows.Column> netColumns() {
        return IntStream.range(0, outputs.size())
                .mapToObj(i -> new NetRows.Column("o" + (i + 1), outputs.get(i).type()))
                .toList();
    }

    /** Equal images must have equal hashes: text is hashed by its bytes, also where its collation calls more texts equal. */
    String hash(String alias) {
        List<String> hashed = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Output output = outputs.get(i);
            if (output.type().facts().hashable()) {
                boolean collated = output.type()
                        .collation()
                        .filter(c -> !c.deterministic())
                        .isPresent();
                hashed.add(alias + ".o" + (i + 1) + (collated ? " COLLATE pg_catalog.\"C\"" : ""));
            }
        }
        return hashed.isEmpty() ? "0::bigint" : "hash_record_extended(ROW(" + String.join(", ", hashed) + "), 0)";
    }

    /** A condition for a stored row and a computed one to have the same image. */
    String sameImage(String stored, String computed) {
        String left = visible().stream().map(c -> stored + "." + c.sql()).collect(Collectors.joining(", "));
        return "record_image_eq(ROW(" + left + "), ROW(" + String.join(", ", names(computed)) + "))";
    }
}
