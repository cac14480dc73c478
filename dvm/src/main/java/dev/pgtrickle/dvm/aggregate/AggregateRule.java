package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.algebra.AggregateCall;

/**
 * The rule for one aggregate call.
 *
 * <p>The SQL that rules write refers to these names: {@code a<i>}, the arguments in a (changed) row; {@code __pgt_w}, the weight of a changed
 * row; {@code g.x..}, what the changed rows of a group contribute; {@code s.__pgt_a<j>}, the stored state; {@code n}, {@code s<j>} and
 * {@code r<k>}, the new number of rows, the new state and, where the group was read again, the function's own result.
 */
sealed interface AggregateRule
        permits CountRule, ExactSumRule, FixedScaleSumRule, DecimalSumRule, SummingRule, ExtremumRule, RecomputeRule {

    /**
     * Declares what the rule needs and says how to write the function's result.
     *
     * @param call the call
     * @param state where states, arguments and conditions are declared
     * @return the result in terms of {@code n}, {@code s<j>} and {@code r<k>}
     */
    String declare(AggregateCall call, GroupState state);
}
