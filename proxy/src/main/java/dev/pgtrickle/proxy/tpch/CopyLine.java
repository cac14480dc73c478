package dev.pgtrickle.proxy.tpch;

import io.trino.tpch.TpchEntity;

/** A generated row in the notation of {@code COPY ... (DELIMITER '|')}. */
final class CopyLine {

    private CopyLine() {}

    /** The generator ends each line with a delimiter, which COPY would take for one more column. */
    static String of(TpchEntity row) {
        String line = row.toLine();
        String columns = line.endsWith("|") ? line.substring(0, line.length() - 1) : line;
        return columns.replace("\\", "\\\\");
    }
}
