package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/**
 * What a user asks for when creating a stream table.
 *
 * @param name the name of the visible relation, with or without schema
 * @param columns names for the first columns; empty for none
 * @param query the text of the defining query
 * @param mode the wanted mode
 * @param schedule when to refresh; nothing for as soon as something changes
 * @param intermediates whether parts of the query may be stored
 * @param immediate how it is maintained in mode IMMEDIATE
 * @param filled whether the contents are computed at once
 */
public record Definition(
        QualifiedName name,
        List<Identifier> columns,
        String query,
        RequestedMode mode,
        Optional<Schedule> schedule,
        IntermediateUse intermediates,
        ImmediateUse immediate,
        boolean filled) {}
