package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.ToolPaths;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ALTER by the real gh-ost and the real pt-online-schema-change. */
final class ExternalAlterTest {
    private static final String POSTPONED = " --postpone-completion --chunk-size=500 --max-load=Threads_running=1000";

    @ParameterizedTest
    @MethodSource("dev.palinode.engine.migration.ExternalRoom#programsOnEachServer")
    void whatIsWrittenMeanwhileIsInTheNewTable(TestServer server, String program) throws Exception {
        try (EngineRoom room = ExternalRoom.open(server, program);
                Ledger ledger = new Ledger("t", 2, 6000, 7, () -> server.connect(room.keyspace))) {
            ledger.load();
            ledger.start();
            MigrationId id = room.submitUnder(ExternalRoom.strategy(program) + POSTPONED, ExternalRoom.ALTER);
            ExternalRoom.awaitReady(room, id);
            long before = ledger.writes();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> ledger.writes() > before + 100);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> room.row(id).stage().equals("ready to cut over: waiting for COMPLETE"));
            assertThat(ExternalRoom.columnIsThere(room)).isFalse();
            ExternalRoom.complete(room, id);
            assertThat(ledger.stop()).isEmpty();
            assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
            assertThat(ExternalRoom.columnIsThere(room)).isTrue();
            String old = room.row(id).artifacts().get(0);
            assertThat(room.row(id).artifacts()).hasSize(1);
            ExternalRoom.awaitNothingLeft(room, id, "t", "d", old);
            assertThat(room.value("SELECT rows_copied FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'"))
                    .matches("[1-9][0-9]{3}");
            assertThat(room.engine().logs(id).rows().stream()
                            .map(line -> line.get(1).orElseThrow()))
                    .anyMatch(line -> line.matches("(?s).*(INFO |Creating new table).*"));
            assertThatThrownBy(() -> room.revert(id))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("has " + program + " strategy");
            room.control(Verb.CLEANUP, id);
            ExternalRoom.awaitNothingLeft(room, id, "t", "d");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.palinode.engine.migration.ExternalRoom#programsOnEachServer")
    void cancelLeavesNothingAndItCanBeTriedAgain(TestServer server, String program) throws Exception {
        try (EngineRoom room = ExternalRoom.open(server, program)) {
            MigrationId id = room.submitUnder(ExternalRoom.strategy(program) + POSTPONED, ExternalRoom.ALTER);
            ExternalRoom.awaitReady(room, id);
            assertThat(ExternalRoom.processes(id)).hasSize(1);
            assertThat(ExternalRoom.accounts(room, id)).hasSize(1);
            assertThat(room.control(Verb.CANCEL, id)).isEqualTo(1);
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.CANCELLED);
            ExternalRoom.awaitNothingLeft(room, id, "t", "d");
            assertThat(ExternalRoom.columnIsThere(room)).isFalse();
            assertThat(room.control(Verb.RETRY, id)).isEqualTo(1);
            ExternalRoom.awaitReady(room, id);
            ExternalRoom.complete(room, id);
            assertThat(ExternalRoom.columnIsThere(room)).isTrue();
            assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("5000");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.palinode.engine.migration.ExternalRoom#programsOnEachServer")
    void theThrottlerHoldsItBack(TestServer server, String program) throws Exception {
        try (EngineRoom room = ExternalRoom.open(server, program)) {
            room.engine().throttle(Optional.empty(), Duration.ofHours(1), 1);
            MigrationId id = room.submitUnder(ExternalRoom.strategy(program) + " --chunk-size=500", ExternalRoom.ALTER);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(room.value(
                                    "SELECT CONCAT(component_throttled, ': ', reason_throttled, ' ', user_throttle_ratio)"
                                            + " FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'"))
                            .startsWith(program + ": ")
                            .contains("explicitly denied access")
                            .endsWith(" 1"));
            Thread.sleep(3000);
            assertThat(room.row(id).status()).as(room.message(id)).isEqualTo(MigrationStatus.RUNNING);
            assertThat(room.row(id).readyAt()).isEmpty();
            if (program.equals("gh-ost")) {
                room.engine().unthrottle(Optional.empty());
                room.complete(id);
            } else { // it looks once a minute whether it may go on
                room.control(Verb.CANCEL, id);
                ExternalRoom.awaitNothingLeft(room, id, "t", "d");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.palinode.engine.migration.ExternalRoom#programsOnEachServer")
    void itsOwnReasonIsTheMessage(TestServer server, String program) throws Exception {
        try (EngineRoom room = ExternalRoom.open(server, program)) {
            MigrationId id = room.submitUnder(ExternalRoom.strategy(program), "ALTER TABLE t ADD COLUMN v INT");
            room.await(id, MigrationStatus.FAILED);
            assertThat(room.message(id)).contains("Duplicate column name 'v'");
            ExternalRoom.awaitNothingLeft(room, id, "t", "d");
            room.execute("CREATE TRIGGER mine BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 1");
            MigrationId second = room.submitUnder(ExternalRoom.strategy(program), ExternalRoom.ALTER);
            room.await(second, MigrationStatus.FAILED);
            assertThat(room.message(second)).contains("has a trigger, mine");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.palinode.engine.migration.ExternalRoom#programsOnEachServer")
    void otherStatementsNeedNoProgram(TestServer server, String program) throws Exception {
        try (EngineRoom room =
                new EngineRoom(server, EngineRoom.quick().withTools(new ToolPaths("absent", "/absent")))) {
            room.complete(room.submitUnder(program, "CREATE TABLE t (id INT PRIMARY KEY)"));
            assertThatThrownBy(() -> room.submitUnder(program, "ALTER TABLE t ADD COLUMN c INT"))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("strategy '" + program + "' needs the program")
                    .hasMessageContaining("--" + program + "-path");
            assertThat(room.value(
                            "SELECT COUNT(*) FROM _vt.schema_migrations WHERE keyspace = '" + room.keyspace + "'"))
                    .isEqualTo("1");
            MigrationId drop = room.complete(room.submitUnder(program, "DROP TABLE t"));
            room.complete(room.revert(drop));
        }
    }

    @OnEachServer
    void flagsThatAProgramCannotKeepAreRefused(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            assertThatThrownBy(() -> room.submitUnder("pt-osc --allow-zero-in-date", "ALTER TABLE t ADD COLUMN c INT"))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("--allow-zero-in-date not supported in 'pt-osc' strategy");
        }
    }
}
