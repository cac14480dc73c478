package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import com.zaxxer.hikari.HikariDataSource;
import dev.pgtrickle.catalog.CatalogInstaller;
import dev.pgtrickle.dvm.json.Json;
import dev.pgtrickle.testkit.Database;
import dev.pgtrickle.testkit.DatabaseExtension;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** The driver on a module path, and what it tells the builder of a native image. */
@ExtendWith(DatabaseExtension.class)
class PackagingTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    private static final List<Class<?>> LIBRARIES = List.of(
            org.postgresql.Driver.class,
            HikariDataSource.class,
            RingBuffer.class,
            MeterRegistry.class,
            KeyValue.class,
            Observation.class,
            Logger.class,
            Nullable.class);

    @Test
    void it_works_as_a_module(@TempDir Path folder, Database database) throws Exception {
        jar(folder, "driver", PgTrickleDriver.class, "dev/pgtrickle/driver/", "META-INF/services/");
        jar(folder, "dvm", Json.class, "dev/pgtrickle/dvm/");
        jar(folder, "catalog-sql", CatalogInstaller.class, "dev/pgtrickle/catalog/");
        List<Path> path = new ArrayList<>(List.of(folder));
        for (Class<?> library : LIBRARIES) {
            path.add(location(library));
        }
        ModuleFinder all = ModuleFinder.of(path.toArray(new Path[0]));
        Set<String> names =
                all.findAll().stream().map(found -> found.descriptor().name()).collect(Collectors.toSet());
        Configuration modules = ModuleLayer.boot().configuration().resolve(all, ModuleFinder.of(), names);
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader());
        Driver driver = ServiceLoader.load(layer, Driver.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.getClass().getName().equals(PgTrickleDriver.class.getName()))
                .findFirst()
                .orElseThrow();
        assertThat(driver.getClass()).isNotEqualTo(PgTrickleDriver.class);
        assertThat(driver.getClass().getModule().getName()).isEqualTo("dev.pgtrickle.driver");
        String url = database.jdbcUrl().replace("jdbc:postgresql:", "jdbc:pgtrickle:");
        try (Connection connection = Objects.requireNonNull(driver.connect(url, new Properties()));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE STREAM TABLE from_module AS SELECT 1 AS one");
            assertThat(Database.rows(connection, "SELECT one FROM from_module")).containsExactly("1");
        }
    }

    /** A jar as the build makes it: with the module name that the module's pom says. */
    private static void jar(Path folder, String module, Class<?> inside, String... parts) throws Exception {
        Matcher name = Pattern.compile("<module.name>(.*)</module.name>")
                .matcher(Files.readString(ROOT.resolve(module).resolve("pom.xml")));
        assertThat(name.find()).isTrue();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", name.group(1));
        try (OutputStream file = Files.newOutputStream(folder.resolve(module + ".jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            Path classes = location(inside);
            if (Files.isDirectory(classes)) {
                add(jar, classes, parts);
            } else {
                try (FileSystem built = FileSystems.newFileSystem(classes)) {
                    add(jar, built.getPath("/"), parts);
                }
            }
            Path resources = ROOT.resolve(module).resolve("src/main/resources");
            if (Files.isDirectory(resources)) {
                add(jar, resources, parts);
            }
        }
    }

    private static void add(JarOutputStream jar, Path base, String... parts) throws IOException {
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = base.relativize(file).toString().replace('\\', '/');
                if (Stream.of(parts).anyMatch(name::startsWith) && written(jar, name)) {
                    Files.copy(file, jar);
                }
            }
        }
    }

    /** What is among the classes already is not taken from the resources again. */
    private static boolean written(JarOutputStream jar, String name) throws IOException {
        try {
            jar.putNextEntry(new JarEntry(name));
            return true;
        } catch (ZipException duplicate) {
            return false;
        }
    }

    private static Path location(Class<?> type) throws Exception {
        URI uri = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgtrickle-driver", "pgtrickle-catalog-sql"})
    void a_native_image_is_told_of_classes_and_resources_that_exist(String artifact) throws Exception {
        String file = "META-INF/native-image/dev.pgtrickle/" + artifact + "/reachability-metadata.json";
        String text;
        try (InputStream in =
                Objects.requireNonNull(PgTrickleDriver.class.getClassLoader().getResourceAsStream(file), file)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int found = 0;
        for (Matcher names = Pattern.compile("\"((?:java|dev|org)\\.[\\w.]+)\"").matcher(text); names.find(); found++) {
            assertThat(Class.forName(names.group(1))).isNotNull();
        }
        for (Matcher globs = Pattern.compile("\"glob\": \"([^\"]+)\"").matcher(text); globs.find(); found++) {
            String pattern = globs.group(1).replace("*.sql", "api.sql");
            assertThat(PgTrickleDriver.class.getClassLoader().getResource(pattern))
                    .as(pattern)
                    .isNotNull();
        }
        assertThat(found).isPositive();
    }
}
