package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.AggregateCall;
import dev.pgtrickle.dvm.algebra.AggregateCall.Form;
import dev.pgtrickle.dvm.algebra.ColumnId;
import dev.pgtrickle.dvm.algebra.Phrase;
import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.algebra.Scalar.Reference;
import dev.pgtrickle.dvm.source.SqlType;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.understand.unnest.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The columns of the tree that is being built.
 *
 * @param builder builds the tree
 */
record TreeColumns(TreeBuilder builder) implements Columns {

    private static final QualifiedName COLLECT = QualifiedName.of("pg_catalog", "array_agg");

    @Override
    public ColumnId next() {
        return builder.ids().next();
    }

    /** The server is asked only for what the tree itself does not tell. */
    @Override
    public List<SqlType> types(Relation relation, List<Scalar> expressions) {
        List<Optional<SqlType>> known =
                expressions.stream().map(e -> known(relation, e)).toList();
        List<Scalar> unknown = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            if (known.get(i).isEmpty()) {
                unknown.add(expressions.get(i));
            }
        }
        List<SqlType> asked = unknown.isEmpty() ? List.of() : builder.typing().types(relation, unknown);
        List<SqlType> all = new ArrayList<>();
        int next = 0;
        for (Optional<SqlType> type : known) {
            all.add(type.isPresent() ? type.get() : asked.get(next++));
        }
        return all;
    }

    private Optional<SqlType> known(Relation relation, Scalar expression) {
        if (!expression.atomic() || !(expression.terms().getFirst() instanceof Reference reference)) {
            return Optional.empty();
        }
        return KnownTypes.of(relation, reference.column())
                .or(() -> builder.outerTypes().find(reference.column()));
    }

    /** The call that makes an array of an expression's values, in the order of sort keys if there are any. */
    AggregateCall array(Relation input, Scalar element, List<Scalar> order) {
        if (order.isEmpty()) {
            return call(input, COLLECT, List.of(element));
        }
        Phrase head = new Phrase().text(COLLECT.sql(), "(").verbatim(element).text("ORDER", "BY");
        for (int i = 0; i < order.size(); i++) {
            if (i > 0) {
                head.text(",");
            }
            head.verbatim(order.get(i));
        }
        Form.Written form = new Form.Written(head.end(), Scalar.tokens(")"), AggregateCall.Sorting.EXTENSIBLE);
        Typing.ResolvedCall resolved =
                builder.typing().resolveWritten(input, List.of(form.text())).getFirst();
        return AggregateCall.written(
                resolved.function(), form, resolved.argumentTypes(), Optional.empty(), resolved.result());
    }

    @Override
    public AggregateCall call(Relation input, QualifiedName function, List<Scalar> arguments) {
        Typing.RawCall raw = new Typing.RawCall(function.sql(), arguments, Optional.empty());
        Typing.ResolvedCall call =
                builder.typing().resolve(input, List.of(), List.of(raw)).calls().getFirst();
        return new AggregateCall(call.function(), arguments, call.argumentTypes(), Optional.empty(), call.result());
    }
}
