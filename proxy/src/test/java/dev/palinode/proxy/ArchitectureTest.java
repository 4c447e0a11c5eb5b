package dev.palinode.proxy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the proxy's rooms, what each may know of the engine, and who may know Netty. */
final class ArchitectureTest {
    private static final String BASE = "dev.palinode.proxy";
    private static final String ENGINE = "dev.palinode.engine";

    private static final JavaClasses PROXY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PROXY);
    }

    @ParameterizedTest
    @CsvSource({
        "wire,auth session intercept gate listen metrics accesslog http",
        "auth,session intercept gate listen metrics accesslog http",
        "listen,session intercept gate metrics accesslog http",
        "intercept,wire auth session gate listen metrics accesslog http",
        "gate,wire auth session intercept listen metrics accesslog http",
        "metrics,wire auth session intercept gate listen accesslog http config",
        "accesslog,wire auth session intercept gate listen metrics http config",
        "http,wire auth session intercept gate listen metrics accesslog config",
        "session,http config",
    })
    void roomsLookOnlyDown(String room, String others) {
        for (String other : others.split(" ", -1)) {
            check(noClasses()
                    .that()
                    .resideInAPackage(BASE + "." + room + "..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(BASE + "." + other + "..").or(resideInAPackage(BASE))));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wire,wire.login wire.reply wire.compress",
        "wire.login,wire.reply wire.compress",
        "wire.reply,wire.login wire.compress",
        "wire.compress,wire.login wire.reply",
        "intercept.form,intercept",
        "intercept.reach,intercept intercept.form intercept.answer intercept.footprint intercept.vtctl",
        "intercept.vtctl,intercept",
        "session.backend,session session.command session.activity session.limit session.failover",
        "session.command,session session.backend session.activity session.limit session.failover",
        "session.activity,session session.backend session.command session.limit session.failover",
        "session.limit,session session.backend session.command session.activity session.failover",
        "session.place,session session.backend session.command session.activity session.limit session.failover",
        "session.failover,session session.command session.activity session.limit",
        "gate,gate.shard",
        "intercept.footprint,intercept intercept.form intercept.answer",
    })
    void innerRoomsLookOnlyDown(String room, String others) {
        String[] forbidden = Arrays.stream(others.split(" ", -1))
                .map(other -> BASE + "." + other)
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "." + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden));
    }

    @ParameterizedTest
    @CsvSource({
        "wire,model",
        "auth,topo",
        "listen,topo tls",
        "intercept,model sql reparent topo",
        "gate,model cutover topo",
        "session,model topo tls",
        "metrics,nothing",
        "accesslog,sql",
        "http,topo throttle",
    })
    void roomsKnowTheirPartOfTheEngine(String room, String parts) {
        String[] allowed = Arrays.stream(parts.split(" ", -1))
                .map(part -> ENGINE + "." + part + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "." + room + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE + ".*..").and(not(resideInAnyPackage(allowed)))));
    }

    @Test
    void onlyTheWireTheLogInAndSessionsKnowNetty() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        BASE + ".intercept..",
                        BASE + ".gate..",
                        BASE + ".metrics..",
                        BASE + ".accesslog..",
                        BASE + ".http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.."));
    }

    @Test
    void nothingKnowsTheShellOrGoesRoundTheEngine() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.palinode.shell..",
                        "org.jline..",
                        "picocli..",
                        "java.sql..",
                        "com.mysql..",
                        "com.zaxxer..",
                        "io.debezium..",
                        "org.antlr..",
                        "com.github.shyiko.."));
    }
}
