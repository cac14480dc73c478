package dev.pgtrickle.proxy.bench.immediate;

/**
 * What is written how, whoever keeps which sums.
 *
 * @param shape over which query
 * @param load what a client does again and again
 * @param clients how many write at once
 * @param groups how many sums there are
 */
record Combination(Shape shape, WriteLoad load, int clients, int groups) {}
