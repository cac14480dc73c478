package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;

/** Where the parts of a query go. */
interface PartStore {

    /** Called before the first part is stored. */
    void prepare(List<SourceTable> sources);

    /** Stores a part; returns the relation to read it by. */
    QualifiedName store(String query, CompiledView part, RequestedMode mode);
}
