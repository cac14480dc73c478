package dev.pgtrickle.proxy.bench.suite;

/**
 * A query that is kept up to date.
 *
 * @param name a short name, which is also an identifier
 * @param title what it computes, in a few words
 * @param text the query without a semicolon
 */
public record SuiteQuery(String name, String title, String text) {}
