package dev.palinode.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between the engine's rooms, and which libraries each room may know. */
final class ArchitectureTest {
    private static final String BASE = "dev.palinode.engine";

    /** All packages, from low to high; one may use those of lower rows only. The engine's root is above all of them. */
    private static final List<List<String>> ROWS = List.of(
            List.of("model", "tls"),
            List.of("model.stream"),
            List.of("sql", "dialect"),
            List.of("sql.alter", "sql.cluster"),
            List.of("sql.classify"),
            List.of("db", "embedded"),
            List.of("schema"),
            List.of("schema.foreign"),
            List.of("schema.diff", "schema.notes"),
            List.of("binlog.event"),
            List.of("binlog.value"),
            List.of("binlog", "sidecar", "sidecar.setup", "sidecar.throttle"),
            List.of("topo", "throttle", "sidecar.facts"),
            List.of("topo.store"),
            List.of("topo.store.file", "topo.store.etcd"),
            List.of("topo.client"),
            List.of("topo.health"),
            List.of("gc"),
            List.of("preflight"),
            List.of("stream.base"),
            List.of("reparent.member"),
            List.of("reparent.former", "reparent.others"),
            List.of("reparent"),
            List.of("stream.plan"),
            List.of("stream.copy", "stream.verify"),
            List.of("stream.apply"),
            List.of("stream"),
            List.of("cutover"),
            List.of("migration.runner"),
            List.of("migration.rules"),
            List.of("migration.runner.immediate", "migration.runner.direct", "migration.runner.external.tool"),
            List.of("migration.runner.external", "migration.runner.partition"),
            List.of("migration.declare", "migration.window", "migration.liveness"),
            List.of("migration.plan"),
            List.of("migration", "workflow"));

    /** Values without any logic that every room may use, wherever they live. */
    private static final Set<String> COMMON = Set.of(
            BASE + ".EngineFault",
            BASE + ".EngineConfig",
            BASE + ".MigrationEngine$Submission",
            BASE + ".MigrationEngine$Revert",
            BASE + ".MigrationEngine$Control",
            BASE + ".MigrationEngine$Verb",
            BASE + ".MigrationEngine$Filter",
            BASE + ".MigrationEngine$Outcome",
            BASE + ".topo.Login",
            BASE + ".topo.ServerAddress",
            BASE + ".topo.Tablet",
            BASE + ".topo.TabletType");

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @TestFactory
    Stream<DynamicTest> arrowsGoFromHighToLow() {
        return IntStream.range(0, ROWS.size())
                .boxed()
                .flatMap(row -> ROWS.get(row).stream()
                        .map(room -> DynamicTest.dynamicTest(room, () -> looksOnlyDown(row, room))));
    }

    private static void looksOnlyDown(int row, String room) {
        String[] forbidden = ROWS.subList(row, ROWS.size()).stream()
                .flatMap(List::stream)
                .filter(other -> !other.equals(room))
                .map(other -> BASE + "." + other)
                .toArray(String[]::new);
        noClasses()
                .that(resideInAPackage(BASE + "." + room))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(forbidden).or(resideInAPackage(BASE)).and(not(commonValues())))
                .allowEmptyShould(true)
                .check(ENGINE);
    }

    private static DescribedPredicate<JavaClass> commonValues() {
        return DescribedPredicate.describe(
                "are common values",
                type -> COMMON.stream()
                        .anyMatch(name ->
                                type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }

    @Test
    void everyRoomHasItsPlace() {
        assertThat(ENGINE.stream()
                        .map(type -> type.getPackageName())
                        .filter(name -> !name.equals(BASE))
                        .map(name -> name.substring(BASE.length() + 1)))
                .isSubsetOf(ROWS.stream().flatMap(List::stream).toList());
    }

    @Test
    void onlyTheWitnessKnowsTheGrammars() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "are not the witness", type -> !type.getName().startsWith(BASE + ".sql.alter.ParserWitness")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.debezium..", "org.antlr..", "net.sf.jsqlparser..")
                .check(ENGINE);
    }

    @Test
    void onlyTheChangeSourceKnowsTheBinlogClient() {
        noClasses()
                .that(resideOutsideOfPackages(BASE + ".binlog"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.github.shyiko..")
                .check(ENGINE);
    }

    @Test
    void onlyItsStoreKnowsTheClientOfEtcd() {
        noClasses()
                .that(resideOutsideOfPackages(BASE + ".topo.store.etcd"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.etcd..", "io.grpc..", "io.vertx..", "com.google.protobuf..")
                .check(ENGINE);
    }

    @Test
    void onlyTheRecordsAreJson() {
        noClasses()
                .that(resideOutsideOfPackages(BASE + ".topo.store"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.gson..")
                .check(ENGINE);
    }

    @Test
    void nothingKnowsTheNetworkOrTheTerminal() {
        noClasses()
                .that(resideOutsideOfPackages(BASE + ".topo.store.etcd"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..", "org.jline..", "picocli..", "dev.palinode.proxy..", "dev.palinode.shell..")
                .check(ENGINE);
    }

    @Test
    void onlyTheDatabaseRoomOpensConnections() {
        noClasses()
                .that(resideOutsideOfPackages(BASE + ".db..", BASE + ".embedded.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.zaxxer..", "com.mysql..")
                .check(ENGINE);
    }
}
