package dev.pgtrickle.dvm.understand;

import dev.pgtrickle.dvm.algebra.Relation;
import dev.pgtrickle.dvm.algebra.Relation.OuterJoin;
import dev.pgtrickle.dvm.algebra.Relation.TableFunction.Unmatched;
import dev.pgtrickle.dvm.algebra.Scalar;
import dev.pgtrickle.dvm.syntax.FromItem;
import dev.pgtrickle.dvm.syntax.JoinCondition;
import dev.pgtrickle.dvm.understand.TreeBuilder.Environment;
import java.util.List;
import java.util.Optional;

/**
 * Builds a join. Inner joins dissolve in the product around them; an outer join is an operator of its own, which no condition from outside gets
 * into.
 *
 * <p>{@code a RIGHT JOIN b} is {@code b LEFT JOIN a}; the names keep the order of the text.
 */
final class JoinBuilder {

    private final TreeBuilder builder;
    private final FromBuilder from;
    private final Environment environment;

    JoinBuilder(TreeBuilder builder, FromBuilder from, Environment environment) {
        this.builder = builder;
        this.from = from;
        this.environment = environment;
    }

    /**
     * What a join adds to its sides.
     *
     * @param conditions the conditions
     * @param scope the names that it brings
     */
    record Joining(List<Scalar> conditions, Scope scope) {}

    Scope build(FromItem.Join join, Product product, Scope left) {
        Scope scope = switch (join.type()) {
            case INNER -> inner(join, product, left);
            case LEFT -> left(join, product, left);
            case RIGHT -> right(join, product, left);
            case FULL -> full(join, product, left);
        };
        return join.alias() == null ? scope : scope.aliased(join.alias());
    }

    private Scope inner(FromItem.Join join, Product product, Scope before) {
        Scope left = from.item(join.left(), product, before);
        Scope right = from.item(join.right(), product, before.beside(left));
        if (join.condition() instanceof JoinCondition.On on && SubQueryFinder.isIn(on.condition())) {
            Scope names = left.beside(right).over(product.relation());
            ExpressionReader reader = new ExpressionReader(names);
            product.apply(r -> new ConditionBuilder(builder, reader, names, environment).build(r, on.condition()));
            return names;
        }
        Joining joining = joining(join, left, right, product.relation());
        product.require(joining.conditions());
        return joining.scope();
    }

    private Scope left(FromItem.Join join, Product product, Scope before) {
        Product kept = product.keptSide();
        Scope left = from.item(join.left(), kept, before);
        Optional<TableFunctionItem> function = function(join.right(), kept, before.beside(left));
        if (function.isPresent()) {
            TableFunctionItem item = function.get();
            Relation.TableFunction pairs = item.over(kept.relation());
            Joining joining = joining(join, left, item.scope(), pairs);
            product.add(new Relation.TableFunction(
                    Unmatched.KEPT, pairs.input(), pairs.item(), pairs.outputs(), joining.conditions()));
            return joining.scope();
        }
        if (join.right() instanceof FromItem.SubSelect query && query.lateral()) {
            return lateral(join, query, kept, product, before, left);
        }
        Product nullable = product.otherSide();
        Scope right = from.item(join.right(), nullable, before.beside(left));
        return add(OuterJoin.Kind.LEFT, kept, nullable, join, left, right, product);
    }

    private Scope lateral(
            FromItem.Join join, FromItem.SubSelect query, Product kept, Product product, Scope before, Scope left) {
        LateralBuilder lateral = new LateralBuilder(builder);
        FromBuilder.Joined item = from.subSelect(query, kept, before.beside(left));
        Relation both = new Relation.Join(List.of(kept.relation(), item.relation()), List.of());
        Joining joining = joining(join, left, item.scope(), both);
        if (LateralBuilder.isOneRow(item.relation()) && Product.isTrue(joining.conditions())) {
            lateral.join(item.relation(), kept);
            product.add(kept.relation());
        } else {
            product.add(lateral.leftJoin(kept, item.relation(), joining.conditions()));
        }
        return joining.scope();
    }

    /** A function at the right of a left join: a row for which it gives none is kept, whether it depends on the row or not. */
    private Optional<TableFunctionItem> function(FromItem item, Product kept, Scope names) {
        return switch (item) {
            case FromItem.Function function -> Optional.of(from.functions().build(function, kept, names));
            case FromItem.TableFunction function -> Optional.of(from.functions().build(function, kept, names));
            default -> Optional.empty();
        };
    }

    private Scope right(FromItem.Join join, Product product, Scope before) {
        Product nullable = product.otherSide();
        Product kept = product.keptSide();
        Scope left = from.item(join.left(), nullable, before);
        Scope right = from.item(join.right(), kept, before);
        return add(OuterJoin.Kind.LEFT, kept, nullable, join, left, right, product);
    }

    private Scope full(FromItem.Join join, Product product, Scope before) {
        Product leftSide = product.otherSide();
        Product rightSide = product.otherSide();
        Scope left = from.item(join.left(), leftSide, before);
        Scope right = from.item(join.right(), rightSide, before);
        return add(OuterJoin.Kind.FULL, leftSide, rightSide, join, left, right, product);
    }

    private Scope add(
            OuterJoin.Kind kind,
            Product kept,
            Product other,
            FromItem.Join join,
            Scope left,
            Scope right,
            Product product) {
        List<Relation> sides = List.of(kept.relation(), other.relation());
        Joining joining = joining(join, left, right, new Relation.Join(sides, List.of()));
        SubQueries.Sides attached = builder.subQueries()
                .attach(new SubQueries.Sides(sides.getFirst(), sides.getLast(), joining.conditions()));
        product.add(new OuterJoin(kind, attached.left(), attached.right(), attached.conditions()));
        return joining.scope();
    }

    /** Reads the condition; the relation has the columns of both sides. */
    private Joining joining(FromItem.Join join, Scope left, Scope right, Relation both) {
        return switch (join.condition()) {
            case JoinCondition.None none -> new Joining(List.of(), left.beside(right));
            case JoinCondition.On on -> {
                Scope names = left.beside(right).over(both);
                yield new Joining(new ExpressionReader(names).readConjuncts(on.condition()), names);
            }
            case JoinCondition.Using columns ->
                new UsingBuilder(builder.typing()).build(join.type(), columns, left, right, both);
        };
    }
}
