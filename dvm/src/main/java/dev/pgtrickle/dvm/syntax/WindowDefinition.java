package dev.pgtrickle.dvm.syntax;

import dev.pgtrickle.dvm.sql.Identifier;

/**
 * A window of the WINDOW clause.
 *
 * @param name its name
 * @param window what it stands for
 */
public record WindowDefinition(Identifier name, Window.Inline window) {}
