package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.gc.GcConfig;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

final class ArtifactReviewTest {
    private static final String CREATE = "CREATE TABLE t (id INT PRIMARY KEY) ENGINE = InnoDB";

    @OnEachServer
    void aDroppedTableIsHeldForItsRetentionAndThenDropped(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute(CREATE);
            MigrationId drop = room.complete(room.submit("DROP TABLE t"));
            EngineRoom.passes();
            assertThat(room.tables()).containsExactlyElementsOf(room.row(drop).artifacts());
            ended(room, drop, "25 HOUR");
            await().until(() -> room.tables().isEmpty());
            assertThat(room.row(drop).cleanedUpAt()).isPresent();
            assertThat(room.row(drop).artifacts()).isEmpty();
            assertThatThrownBy(() -> room.revert(drop))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("cleaned up");
        }
    }

    @OnEachServer
    void aTableThatSomebodyUsesDoesNotKeepTheOthers(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection reader = server.connect(room.keyspace);
                Statement reading = reader.createStatement()) {
            room.execute(CREATE, CREATE.replace("TABLE t", "TABLE u"));
            MigrationId used = room.complete(room.submit("DROP TABLE t"));
            MigrationId free = room.complete(room.submit("DROP TABLE u"));
            String held = room.row(used).artifacts().get(0);
            reader.setAutoCommit(false);
            reading.executeQuery("SELECT * FROM " + held).close();
            ended(room, used, "25 HOUR");
            ended(room, free, "25 HOUR");
            await().atMost(Duration.ofSeconds(60)).until(() -> room.tables().equals(List.of(held)));
            assertThat(room.row(free).cleanedUpAt()).isPresent();
            reader.rollback();
            await().atMost(Duration.ofSeconds(60)).until(() -> room.tables().isEmpty());
        }
    }

    @OnEachServer
    void nothingOfAChainIsDroppedBeforeItsYoungestMemberIsDue(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute(CREATE);
            MigrationId drop = room.complete(room.submit("DROP TABLE t"));
            MigrationId first = room.complete(room.revert(drop));
            MigrationId second = room.complete(room.revert(first));
            ended(room, drop, "25 HOUR");
            ended(room, first, "25 HOUR");
            EngineRoom.passes();
            assertThat(room.tables()).containsExactlyElementsOf(room.row(second).artifacts());
            assertThat(room.row(drop).cleanedUpAt()).isEmpty();
            room.complete(room.revert(second));
            assertThat(room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void aPendingRevertKeepsWhatItNeeds(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute(CREATE);
            MigrationId drop = room.complete(room.submit("DROP TABLE t"));
            MigrationId revert = room.revert(drop, Set.of("--postpone-completion"));
            ended(room, drop, "25 HOUR");
            EngineRoom.passes();
            assertThat(room.tables()).containsExactlyElementsOf(room.row(drop).artifacts());
            room.engine().control(new MigrationEngine.Control(MigrationEngine.Verb.COMPLETE, Optional.of(revert)));
            room.complete(revert);
            assertThat(room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void theShadowOfACancelledAlterIsAnArtifactToo(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", FakeCopyRunner.reviewing(CopyRunner.Phase.COPY, 1));
            MigrationId id = room.submit("ALTER TABLE t ADD c INT");
            await().until(() -> room.copy.count("review", id) > 0);
            String shadow = GcName.of(GcName.Kind.SHADOW, id, Instant.now()).table();
            room.execute(
                    "CREATE TABLE " + shadow + " (id INT)",
                    "UPDATE _vt.schema_migrations SET artifacts = '" + shadow + ",' WHERE migration_uuid = '" + id
                            + "'");
            room.control(MigrationEngine.Verb.CANCEL, id);
            EngineRoom.passes();
            assertThat(room.tables()).containsExactly(shadow);
            ended(room, id, "25 HOUR");
            await().until(() -> room.tables().isEmpty());
            assertThat(room.copy.count("forget", id)).isEqualTo(1);
        }
    }

    @OnEachServer
    void theCollectorDropsOnlyWhatIsDueAndNobodys(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            Instant now = Instant.now();
            String due = named(GcName.Kind.HOLD, now.minusSeconds(60));
            String later = named(GcName.Kind.HOLD, now.plus(Duration.ofHours(1)));
            String shadow = named(GcName.Kind.SHADOW, now.minusSeconds(60));
            for (String table : new String[] {due, later, shadow, "t", "_vt_other"}) {
                room.execute("CREATE TABLE " + table + " (id INT)");
            }
            room.restart();
            await().until(() -> !room.tables().contains(due));
            assertThat(room.tables()).containsExactlyInAnyOrder(later, shadow, "t", "_vt_other");
        }
    }

    @OnEachServer
    void whatIsHeldIsListedWithWhetherItCanStillBeUsed(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute(CREATE, "INSERT INTO t VALUES (1)");
            MigrationId drop = room.complete(room.submit("DROP TABLE t"));
            String held = room.row(drop).artifacts().get(0);
            Instant ended = room.row(drop).completedAt().orElseThrow();
            assertThat(listed(room))
                    .containsExactly(List.of(
                            held, "HOLD", text(ended), text(ended.plus(Duration.ofHours(24))), drop.uuid(), "yes"));
            room.execute(CREATE);
            MigrationId second = room.complete(room.submit("DROP TABLE t"));
            assertThat(listed(room))
                    .as(() -> "only the last migration of a table is reverted")
                    .extracting(row -> row.get(4) + " " + row.get(5))
                    .containsExactlyInAnyOrder(drop + " no", second + " yes");
            GcName evacuated = GcName.of(GcName.Kind.EVAC, drop, Instant.now().plus(Duration.ofHours(71)));
            String shadow = named(GcName.Kind.SHADOW, Instant.now());
            room.stopEngine();
            room.execute("CREATE TABLE " + evacuated.table() + " (id INT)", "CREATE TABLE " + shadow + " (id INT)");
            List<List<String>> rows = new TableGcListing(
                            room.db, room.keyspace, room.reader, GcConfig.defaults(), Duration.ofHours(24))
                    .list().rows().stream().map(ArtifactReviewTest::cells).toList();
            assertThat(rows).hasSize(3);
            assertThat(rows.get(2))
                    .containsExactly(
                            evacuated.table(),
                            "EVAC",
                            text(evacuated.time().minus(Duration.ofDays(3))),
                            text(evacuated.time()),
                            drop.uuid(),
                            "no");
        }
    }

    private static List<List<String>> listed(EngineRoom room) {
        return room.engine().tableGc().rows().stream()
                .map(ArtifactReviewTest::cells)
                .toList();
    }

    /** Without rows and bytes, which are estimates. */
    private static List<String> cells(List<Optional<String>> row) {
        return Stream.of(0, 1, 2, 3, 6, 7).map(i -> row.get(i).orElse("")).toList();
    }

    private static String text(Instant time) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").format(time.atOffset(ZoneOffset.UTC));
    }

    private static String named(GcName.Kind kind, Instant time) {
        return GcName.of(kind, MigrationId.generate(), time).table();
    }

    /** Makes the migration one that ended so long ago. */
    private static void ended(EngineRoom room, MigrationId id, String ago) throws SQLException {
        room.execute("UPDATE _vt.schema_migrations SET completed_timestamp = NOW(6) - INTERVAL " + ago
                + " WHERE migration_uuid = '" + id + "'");
    }
}
