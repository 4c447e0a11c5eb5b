package dev.palinode.shell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "dev.palinode.shell", importOptions = DoNotIncludeTests.class)
final class ShellArchitectureTest {
    private static final int LONGEST_FILE = 300;

    @ArchTest
    static final ArchRule rooms = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("launch")
            .definedBy("dev.palinode.shell.launch..")
            .layer("root")
            .definedBy("dev.palinode.shell")
            .layer("catalog")
            .definedBy("dev.palinode.shell.command.catalog")
            .layer("commands")
            .definedBy(
                    "dev.palinode.shell.command.admin",
                    "dev.palinode.shell.command.migration",
                    "dev.palinode.shell.command.schema",
                    "dev.palinode.shell.command.session",
                    "dev.palinode.shell.command.watch")
            .layer("tour")
            .definedBy("dev.palinode.shell.tour")
            .layer("migration")
            .definedBy("dev.palinode.shell.migration")
            .layer("command")
            .definedBy("dev.palinode.shell.command")
            .layer("sql")
            .definedBy("dev.palinode.shell.sql")
            .layer("input")
            .definedBy("dev.palinode.shell.input..")
            .layer("client")
            .definedBy("dev.palinode.shell.client")
            .layer("privilege")
            .definedBy("dev.palinode.shell.privilege")
            .layer("render")
            .definedBy("dev.palinode.shell.render..")
            .whereLayer("launch")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("root")
            .mayOnlyBeAccessedByLayers("launch")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("commands")
            .mayOnlyBeAccessedByLayers("catalog")
            .whereLayer("tour")
            .mayOnlyBeAccessedByLayers("root", "launch")
            .whereLayer("migration")
            .mayOnlyBeAccessedByLayers("commands", "root", "tour")
            .whereLayer("command")
            .mayOnlyBeAccessedByLayers("root", "catalog", "commands", "migration", "tour")
            .whereLayer("sql")
            .mayOnlyBeAccessedByLayers("root", "commands", "migration", "command", "tour")
            .whereLayer("input")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("sql", "command", "commands", "catalog", "migration", "root", "launch", "tour")
            .whereLayer("privilege")
            .mayOnlyBeAccessedByLayers("commands", "catalog", "root", "launch")
            .whereLayer("render")
            .mayOnlyBeAccessedByLayers("sql", "command", "commands", "migration", "root", "launch");

    /** Commands of different kinds do not call each other. */
    @ArchTest
    static final ArchRule kindsOfCommandsAreApart = SlicesRuleDefinition.slices()
            .matching("dev.palinode.shell.command.(admin|migration|schema|session|watch)")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyLaunchKnowsTheOtherModules = noClasses()
            .that()
            .resideOutsideOfPackage("dev.palinode.shell.launch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.palinode.engine..", "dev.palinode.proxy..");

    @ArchTest
    static final ArchRule onlyInputKnowsJLine = noClasses()
            .that()
            .resideOutsideOfPackage("dev.palinode.shell.input..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jline..");

    @ArchTest
    static final ArchRule onlyClientKnowsJdbc = noClasses()
            .that()
            .resideOutsideOfPackages("dev.palinode.shell.client", "dev.palinode.shell.launch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "com.mysql..");

    @Test
    void filesStayShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<Path> sources =
                    files.filter(f -> f.toString().endsWith(".java")).toList();
            assertThat(sources).hasSizeGreaterThan(20);
            for (Path source : sources) {
                assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThanOrEqualTo(LONGEST_FILE);
            }
        }
    }
}
