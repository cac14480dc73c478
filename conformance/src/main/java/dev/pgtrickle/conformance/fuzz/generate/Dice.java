package dev.pgtrickle.conformance.fuzz.generate;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Random choices. */
final class Dice {

    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A number from 0 to one less than the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number within bounds, both included. */
    int from(int lowest, int highest) {
        return lowest + random.nextInt(highest - lowest + 1);
    }

    /** True in so many of a hundred cases. */
    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    final <T> T one(Supplier<? extends T>... ways) {
        return ways[random.nextInt(ways.length)].get();
    }
}
