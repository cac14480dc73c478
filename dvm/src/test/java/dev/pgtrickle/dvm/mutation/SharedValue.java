package dev.pgtrickle.dvm.mutation;

import dev.pgtrickle.dvm.delta.Delta;
import dev.pgtrickle.dvm.delta.Delta.Factor;

/** Gives a shared part of a delta another value, at all its uses. */
final class SharedValue {

    private SharedValue() {}

    static Delta replace(Delta delta, String name, Delta value) {
        return switch (delta) {
            case Delta.Nothing nothing -> nothing;
            case Delta.Changes changes -> changes;
            case Delta.Moved moved -> moved;
            case Delta.Filtered filtered ->
                new Delta.Filtered(replace(filtered.input(), name, value), filtered.conditions());
            case Delta.Projected projected ->
                new Delta.Projected(replace(projected.input(), name, value), projected.projections());
            case Delta.Sum sum ->
                new Delta.Sum(
                        sum.terms().stream().map(t -> replace(t, name, value)).toList());
            case Delta.Product product ->
                new Delta.Product(
                        product.sign(),
                        product.factors().stream()
                                .map(f -> replace(f, name, value))
                                .toList(),
                        product.conditions());
            case Delta.Shared shared ->
                new Delta.Shared(
                        shared.name(),
                        shared.name().equals(name) ? value : replace(shared.value(), name, value),
                        shared.columns());
            case Delta.Tested tested -> new Delta.Tested(replace(tested.input(), name, value), tested.semijoin());
            case Delta.Crossed crossed ->
                new Delta.Crossed(
                        crossed.sign(),
                        replace(crossed.rows(), name, value),
                        crossed.semijoin(),
                        replace(crossed.partners(), name, value));
            case Delta.Padded padded -> new Delta.Padded(replace(padded.input(), name, value), padded.nulls());
            case Delta.Expanded expanded ->
                new Delta.Expanded(replace(expanded.input(), name, value), expanded.function());
            case Delta.Continued continued ->
                new Delta.Continued(continued.window(), continued.suffix(), replace(continued.input(), name, value));
            case Delta.Recomputed recomputed ->
                new Delta.Recomputed(recomputed.operator(), replace(recomputed.input(), name, value));
        };
    }

    private static Factor replace(Factor factor, String name, Delta value) {
        return factor instanceof Factor.Changed changed
                ? new Factor.Changed(replace(changed.delta(), name, value))
                : factor;
    }
}
