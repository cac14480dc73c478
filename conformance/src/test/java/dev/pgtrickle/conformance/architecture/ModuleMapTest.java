package dev.pgtrickle.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The module map: dependencies point one way, each module knows only the libraries that are its own, and packages have no cycles. */
class ModuleMapTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.pgtrickle");

    private static final String NETTY = "io.netty..";
    private static final String PGJDBC = "org.postgresql..";
    private static final String JDBC = "java.sql..";
    private static final String POOL = "com.zaxxer..";
    private static final String RING = "com.lmax..";
    private static final String COMMAND_LINE = "picocli..";

    private static final List<Module> MODULES = List.of(
            new Module(
                    "wire-protocol",
                    List.of("dev.pgtrickle.wire.."),
                    List.of(),
                    List.of(JDBC, PGJDBC, POOL, RING, COMMAND_LINE)),
            new Module(
                    "catalog-sql",
                    List.of("dev.pgtrickle.catalog..", "dev.pgtrickle.embedded.."),
                    List.of(),
                    List.of(NETTY, POOL, RING, COMMAND_LINE)),
            new Module("dvm", List.of("dev.pgtrickle.dvm.."), List.of("catalog-sql"), List.of(NETTY, COMMAND_LINE)),
            new Module(
                    "driver",
                    List.of("dev.pgtrickle.driver.."),
                    List.of("dvm", "catalog-sql"),
                    List.of(NETTY, COMMAND_LINE)),
            new Module(
                    "proxy",
                    List.of("dev.pgtrickle.proxy.."),
                    List.of("wire-protocol", "dvm", "catalog-sql"),
                    List.of(RING)));

    /**
     * One of our modules.
     *
     * @param name its folder
     * @param packages what it consists of
     * @param known the modules that it may use
     * @param foreign the libraries that are not for it
     */
    record Module(String name, List<String> packages, List<String> known, List<String> foreign) {

        private String[] own() {
            return packages.toArray(new String[0]);
        }

        private String[] forbidden() {
            List<String> forbidden = new ArrayList<>(foreign);
            for (Module other : MODULES) {
                if (!other.equals(this) && !known.contains(other.name())) {
                    forbidden.addAll(other.packages);
                }
            }
            forbidden.add("dev.pgtrickle.conformance..");
            return forbidden.toArray(new String[0]);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Module> modules() {
        return MODULES;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void a_module_knows_only_what_the_map_says(Module module) {
        noClasses()
                .that()
                .resideInAnyPackage(module.own())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(module.forbidden())
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void the_protocol_module_does_no_input_or_output() {
        noClasses()
                .that()
                .resideInAPackage("dev.pgtrickle.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty.channel..", "io.netty.handler..", "java.net..", "java.nio.channels..", "java.io")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.pgtrickle.wire.(*)..",
                "dev.pgtrickle.(catalog|embedded)..",
                "dev.pgtrickle.dvm.(*)..",
                "dev.pgtrickle.driver.(*)..",
                "dev.pgtrickle.proxy.(*)..",
                "dev.pgtrickle.conformance.(*).."
            })
    void packages_of_a_module_have_no_cycles(String packages) {
        slices().matching(packages)
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }
}
