package dev.pgtrickle.conformance.fuzz.query;

/**
 * A column of a query or FROM item.
 *
 * @param name its name
 * @param type its type
 */
public record Column(String name, Type type) {}
