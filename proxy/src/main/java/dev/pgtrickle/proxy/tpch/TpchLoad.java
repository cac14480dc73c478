package dev.pgtrickle.proxy.tpch;

import io.trino.tpch.PartSupplier;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Generates TPC-H data and sends it by COPY. */
public final class TpchLoad {

    /** The rows of all tables at scale factor 1, give or take: line items are not counted beforehand. */
    private static final double ROWS_PER_SCALE = 8_660_000;

    private static final int CHUNK = 1 << 16;

    private final Connection connection;
    private final double scale;
    private final Progress progress;
    private final Set<Long> suppliersOfPart = new HashSet<>();
    private long lastPart;
    private long rows;

    /**
     * A load.
     *
     * @param connection where to
     * @param scale the scale factor: 1 is about 1 GB
     * @param progress shows how far it has come
     */
    public TpchLoad(Connection connection, double scale, Progress progress) {
        this.connection = connection;
        this.scale = scale;
        this.progress = progress;
    }

    /**
     * Makes and fills the tables.
     *
     * @return how many rows there are now
     * @throws SQLException when a statement fails
     */
    public long run() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TpchTables.TABLES);
            for (TpchTable<?> table : TpchTables.IN_ORDER) {
                copy(table);
            }
            progress.show("keys and indexes", 1);
            statement.execute(TpchTables.KEYS);
        }
        progress.done();
        return rows;
    }

    private void copy(TpchTable<?> table) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table.getTableName() + " FROM STDIN (DELIMITER '|')");
        try {
            StringBuilder chunk = new StringBuilder(CHUNK + 1000);
            for (TpchEntity row : table.createGenerator(scale, 1, 1)) {
                if (row instanceof PartSupplier supplied && isRepeated(supplied)) {
                    continue;
                }
                rows++;
                chunk.append(CopyLine.of(row)).append('\n');
                if (chunk.length() > CHUNK) {
                    send(copy, chunk);
                    progress.show(table.getTableName(), Math.min(1, rows / (ROWS_PER_SCALE * scale)));
                }
            }
            send(copy, chunk);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** The specification's formula may name a supplier of a part twice when there are less than 230 suppliers. */
    private boolean isRepeated(PartSupplier supplied) {
        if (supplied.partKey() != lastPart) {
            lastPart = supplied.partKey();
            suppliersOfPart.clear();
        }
        return !suppliersOfPart.add(supplied.supplierKey());
    }

    private static void send(CopyIn copy, StringBuilder chunk) throws SQLException {
        byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        chunk.setLength(0);
    }
}
