package dev.pgtrickle.dvm.corpus;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.testkit.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** A database with the objects that the corpora refer to, and with the server functions of the analysis. */
public final class CorpusDatabase {

    private CorpusDatabase() {}

    /** Makes one; the caller closes it. */
    public static Database create(PostgresVersion version) throws SQLException, IOException {
        Database database = Database.create(version);
        installAnalysis(database);
        database.run(Corpus.text("setup"));
        return database;
    }

    /** Installs the server functions of the analysis. */
    public static void installAnalysis(Database database) throws SQLException, IOException {
        try (InputStream in = Objects.requireNonNull(
                CorpusDatabase.class.getResourceAsStream("/dev/pgtrickle/catalog/analyse.sql"))) {
            database.run("CREATE SCHEMA pgtrickle;" + new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Sets the search path of a session; an empty text is the empty path. */
    public static void setPath(Connection connection, String path) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute("SET search_path = " + (path.isEmpty() ? "''" : path));
        }
    }
}
