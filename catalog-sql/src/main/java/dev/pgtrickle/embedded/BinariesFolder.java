package dev.pgtrickle.embedded;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds the binaries of one PostgreSQL version in a folder that holds a file {@code postgres-<major>.jar} per version.
 *
 * <p>The jars are the published {@code io.zonky.test.postgres} artifacts. They stand side by side in a folder and not on the
 * class path, because all versions carry the same resource name.
 *
 * @param folder the folder with the jars
 * @param version the wanted version
 */
record BinariesFolder(Path folder, PostgresVersion version) implements PgBinaryResolver {

    /** System property that names the folder; the build and the {@code pgtrickle} script set it. */
    static final String PROPERTY = "pgtrickle.postgres.binaries";

    static BinariesFolder of(PostgresVersion version) {
        String folder = System.getProperty(PROPERTY);
        if (folder == null) {
            throw new IllegalStateException("The system property " + PROPERTY
                    + " does not name the folder with the PostgreSQL binaries. Start through ./pgtrickle or Maven.");
        }
        return new BinariesFolder(Path.of(folder), version);
    }

    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
        Path jar = folder.resolve("postgres-" + version.major() + ".jar");
        if (!Files.exists(jar)) {
            throw new IOException("There are no PostgreSQL " + version.major() + " binaries at " + jar
                    + ". Run \"mvn -N initialize\" in the project folder to fetch them.");
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry archive = zip.stream()
                    .filter(e -> e.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(jar + " holds no .txz archive"));
            try (InputStream in = zip.getInputStream(archive)) {
                return new ByteArrayInputStream(in.readAllBytes());
            }
        }
    }
}
