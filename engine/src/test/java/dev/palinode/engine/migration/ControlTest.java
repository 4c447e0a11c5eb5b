package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine.Control;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/** ALTER VITESS_MIGRATION with the verbs that change how a migration ends. */
final class ControlTest {
    @OnEachServer
    void completionCanBePostponedLaterAndAllowedAgain(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId first = room.submit("CREATE TABLE a (id INT PRIMARY KEY)", Set.of("--postpone-launch"));
            assertThat(room.control(Verb.POSTPONE_COMPLETE, first)).isEqualTo(1);
            assertThat(room.control(Verb.POSTPONE_COMPLETE, first)).isZero();
            assertThat(room.control(Verb.LAUNCH, first)).isEqualTo(1);
            EngineRoom.passes();
            assertThat(room.row(first).status()).isEqualTo(MigrationStatus.QUEUED);
            assertThat(room.engine().control(new Control(Verb.COMPLETE, Optional.empty())))
                    .isEqualTo(1);
            room.complete(first);
        }
    }

    @OnEachServer
    void cleanupEndsTheRetentionOfWhatHasEndedAndOfWhatWill(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (id INT PRIMARY KEY)");
            MigrationId ended = room.complete(room.submit("DROP TABLE a"));
            assertThat(room.tables()).hasSize(2);
            assertThat(room.control(Verb.CLEANUP, ended)).isEqualTo(1);
            assertThat(room.control(Verb.CLEANUP, ended)).isZero();
            Awaitility.await().until(() -> room.tables().equals(List.of("b")));
            Awaitility.await().until(() -> room.row(ended).cleanedUpAt().isPresent());
            assertThatThrownBy(() -> room.complete(room.revert(ended))).isInstanceOf(Throwable.class);
            MigrationId second = room.complete(room.submit("DROP TABLE b"));
            assertThat(room.engine().control(new Control(Verb.CLEANUP, Optional.empty())))
                    .isPositive();
            Awaitility.await().until(() -> room.row(second).cleanedUpAt().isPresent());
        }
    }

    @OnEachServer
    void whatIsBeingCleanedUpIsNotTakenBackAnyMore(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection reader = server.connect(room.keyspace);
                Statement reading = reader.createStatement()) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY) ENGINE = InnoDB");
            MigrationId drop = room.complete(room.submit("DROP TABLE a"));
            reader.setAutoCommit(false);
            reading.executeQuery("SELECT * FROM " + room.row(drop).artifacts().get(0))
                    .close();
            assertThat(room.control(Verb.CLEANUP, drop)).isEqualTo(1);
            assertThatThrownBy(() -> room.revert(drop))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("being cleaned up");
            assertThat(room.row(drop).cleanedUpAt()).isEmpty();
        }
    }

    @OnEachServer
    void whatIsTriedAgainAfterCleanupIsHeldAsLongAsItWasToBe(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId id = room.submit(
                    "CREATE TABLE a (id INT PRIMARY KEY)", Set.of("--postpone-launch", "--retain-artifacts=1h"));
            MigrationId other = room.submit("CREATE TABLE b (id INT PRIMARY KEY)", Set.of("--postpone-launch"));
            for (MigrationId one : List.of(id, other)) {
                assertThat(room.control(Verb.CANCEL, one)).isEqualTo(1);
                assertThat(room.control(Verb.CLEANUP, one)).isEqualTo(1);
                assertThat(room.row(one).retainArtifacts()).contains(Duration.ofSeconds(-1));
                assertThat(room.control(Verb.RETRY, one)).isEqualTo(1);
            }
            assertThat(room.row(id).retainArtifacts()).contains(Duration.ofHours(1));
            assertThat(room.row(other).retainArtifacts()).isEmpty();
            MigrationId brief = room.submit(
                    "CREATE TABLE c (id INT PRIMARY KEY)", Set.of("--postpone-launch", "--retain-artifacts=500ms"));
            assertThat(room.row(brief).retainArtifacts()).contains(Duration.ofSeconds(1));
        }
    }

    @OnEachServer
    void theThresholdIsChangedWithinItsLimits(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId id = room.submit("CREATE TABLE a (id INT PRIMARY KEY)", Set.of("--postpone-launch"));
            assertThat(room.engine().control(threshold(id, 17_700))).isEqualTo(1);
            assertThat(room.row(id).cutOverThreshold()).isEqualTo(Duration.ofSeconds(17));
            assertThat(room.engine().control(threshold(id, 17_000))).isZero();
            assertThatThrownBy(() -> room.engine().control(threshold(id, 4_999)))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("cut-over min value is 5s");
            assertThatThrownBy(() -> room.engine().control(threshold(id, 30_001)))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("cut-over max value is 30s");
            assertThat(room.engine().control(threshold(id, 0))).isEqualTo(1);
            assertThat(room.row(id).cutOverThreshold()).isEqualTo(Duration.ofSeconds(10));
        }
    }

    private static Control threshold(MigrationId id, long millis) {
        return new Control(Verb.CUTOVER_THRESHOLD, Optional.of(id), Duration.ofMillis(millis));
    }

    @OnEachServer
    void whatHasHappenedIsToldAndABeginningOfTheUuidIsEnough(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId id = room.complete(room.submit("CREATE TABLE a (id INT PRIMARY KEY)"));
            assertThat(room.engine().resolve(id.uuid().substring(0, 11))).isEqualTo(id);
            assertThatThrownBy(() -> room.engine().resolve("0000"))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("migration not found: 0000");
            assertThat(room.engine().logs(id).rows())
                    .extracting(line -> line.get(1).orElseThrow())
                    .startsWith("queued: CREATE TABLE a (id INT PRIMARY KEY)")
                    .endsWith("running -> complete");
            assertThatThrownBy(() -> room.engine().logs(MigrationId.generate()))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("migration not found");
        }
    }

    @OnEachServer
    void singletonsAreRefusedBesideOthers(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId pending = room.submit("CREATE TABLE a (id INT PRIMARY KEY)", Set.of("--postpone-launch"));
            refused(room, "CREATE TABLE b (id INT PRIMARY KEY)", "--singleton", pending);
            refused(room, "CREATE TABLE a (id INT PRIMARY KEY)", "--singleton-table", pending);
            room.submit("CREATE TABLE b (id INT PRIMARY KEY)", Set.of("--singleton-table", "--postpone-launch"));
            room.submit("CREATE TABLE c (id INT PRIMARY KEY)", Set.of("--singleton-context", "--postpone-launch"));
            room.engine().control(new Control(Verb.CANCEL, Optional.empty()));
            room.complete(room.submit("CREATE TABLE b (id INT PRIMARY KEY)", Set.of("--singleton")));
        }
    }

    private static void refused(EngineRoom room, String sql, String flag, MigrationId found) {
        assertThatThrownBy(() -> room.submit(sql, Set.of(flag)))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("rejected: found pending migration " + found);
    }
}
