package dev.palinode.engine.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.gc.GcName.Kind;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Decision;
import dev.palinode.engine.throttle.Throttle;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tables go from state to state by their names; each test says where they stand after each look. */
final class TableGcTest {
    private static final EnumSet<Kind> ALL = EnumSet.of(Kind.HOLD, Kind.PURGE, Kind.EVAC, Kind.DROP);

    @OnEachServer
    void aLargeTableIsHeldEmptiedEvacuatedAndDropped(TestServer server) throws SQLException {
        try (Fixture fixture = new Fixture(server)) {
            String held = fixture.table(Kind.HOLD, Duration.ofSeconds(-1));
            String later = fixture.table(Kind.HOLD, Duration.ofHours(1));
            TableGc gc = fixture.gc(ALL, 0, Throttle.NONE);
            assertThat(gc.collect(false)).as(() -> "there are rows to delete").isTrue();
            assertThat(fixture.states()).containsExactly("hld", "prg");
            assertThat(gc.collect(true)).isTrue();
            assertThat(fixture.states()).as(() -> "not while others hurry").containsExactly("hld", "prg");
            assertThat(fixture.rows("prg")).isEqualTo(120);
            assertThat(gc.collect(false)).isFalse();
            assertThat(fixture.states()).containsExactly("evc", "hld");
            assertThat(fixture.rows("evc")).isZero();
            String evacuated = fixture.tables().get(0);
            assertThat(GcName.parse(evacuated).orElseThrow().hex())
                    .as(() -> "the digits stay")
                    .isEqualTo(GcName.parse(held).orElseThrow().hex());
            assertThat(GcName.parse(evacuated).orElseThrow().time())
                    .isBetween(
                            Instant.now().plusSeconds(71 * 3600), Instant.now().plusSeconds(73 * 3600));
            gc.collect(false);
            assertThat(fixture.states()).containsExactly("evc", "hld");
            fixture.overdue(evacuated);
            gc.collect(false);
            assertThat(fixture.tables()).containsExactly(later);
        }
    }

    @OnEachServer
    void whatIsCheapOrNotInTheCycleIsDroppedAtOnce(TestServer server) throws SQLException {
        try (Fixture fixture = new Fixture(server)) {
            fixture.table(Kind.HOLD, Duration.ofSeconds(-1));
            fixture.table(Kind.PURGE, Duration.ofSeconds(-1));
            fixture.table(Kind.EVAC, Duration.ofHours(1));
            String later = fixture.table(Kind.HOLD, Duration.ofHours(1));
            assertThat(fixture.gc(ALL, 64 << 20, Throttle.NONE).collect(false)).isFalse();
            assertThat(fixture.tables()).containsExactly(later);
            fixture.table(Kind.EVAC, Duration.ofHours(1));
            String due = fixture.table(Kind.HOLD, Duration.ofSeconds(-2));
            fixture.gc(EnumSet.of(Kind.HOLD, Kind.DROP), 0, Throttle.NONE).collect(false);
            assertThat(fixture.tables()).containsExactly(later).doesNotContain(due);
        }
    }

    @OnEachServer
    void whatIsBeingLookedAtIsLeftThere(TestServer server) throws SQLException {
        try (Fixture fixture = new Fixture(server)) {
            fixture.table(Kind.DROP, Duration.ofMinutes(10));
            fixture.gc(ALL, Long.MAX_VALUE, Throttle.NONE).collect(false);
            assertThat(fixture.states()).containsExactly("drp");
        }
    }

    @OnEachServer
    void deletingIsThrottledAndOfOneTableAtATime(TestServer server) throws SQLException {
        try (Fixture fixture = new Fixture(server)) {
            fixture.table(Kind.PURGE, Duration.ofSeconds(-10));
            fixture.table(Kind.PURGE, Duration.ofSeconds(-5));
            Batches once = new Batches(1);
            TableGc gc = fixture.gc(ALL, 0, once);
            assertThat(gc.collect(false)).isTrue();
            assertThat(once.asked.get()).isEqualTo(2);
            assertThat(fixture.rows("prg")).isEqualTo(70);
            assertThat(gc.collect(false)).as(() -> "denied").isTrue();
            assertThat(fixture.rows("prg")).isEqualTo(70);
            assertThat(fixture.gc(ALL, 0, Throttle.NONE).collect(false))
                    .as(() -> "the second waits for its turn")
                    .isTrue();
            assertThat(fixture.states()).containsExactly("evc", "prg");
            assertThat(fixture.rows("prg")).isEqualTo(120);
        }
    }

    /** A trigger goes along with a renamed table, and would do to others what no client has asked for. */
    @OnEachServer
    void aTableWithATriggerIsNotEmptied(TestServer server) throws SQLException {
        try (Fixture fixture = new Fixture(server)) {
            String table = fixture.table(Kind.HOLD, Duration.ofSeconds(-1));
            fixture.execute(
                    "CREATE TABLE counted (n INT)",
                    "CREATE TRIGGER t AFTER DELETE ON " + table + " FOR EACH ROW INSERT INTO counted VALUES (1)");
            fixture.gc(ALL, 0, Throttle.NONE).collect(false);
            assertThat(fixture.states()).containsExactly("evc");
            assertThat(fixture.rows("evc")).isEqualTo(120);
        }
    }

    @OnEachServer
    void nothingIsDoneWithoutTheLease(TestServer server) throws SQLException {
        try (Fixture fixture = new Fixture(server)) {
            String table = fixture.table(Kind.DROP, Duration.ofSeconds(-1));
            TableGc gc = new TableGc(
                    fixture.db,
                    fixture.keyspace,
                    fixture.reader,
                    GcConfig.defaults(),
                    Throttle.NONE,
                    connection -> {
                        throw new SQLException("lost");
                    },
                    place -> {});
            gc.collect(false);
            assertThat(fixture.tables()).containsExactly(table);
        }
    }

    @Test
    void theCycleIsReadAndChecked() {
        assertThat(GcConfig.lifecycle("drop, Hold,purge,evac")).containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(GcConfig.lifecycle("hold")).containsExactlyInAnyOrder(Kind.HOLD, Kind.DROP);
        for (String wrong : List.of("", "hold,,drop", "shadow", "hold;drop")) {
            assertThatThrownBy(() -> GcConfig.lifecycle(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("hold, purge, evac, drop");
        }
    }

    /** Lets some batches go on, and no more. */
    private static final class Batches implements Throttle {
        private final int allowed;
        final AtomicInteger asked = new AtomicInteger();

        Batches(int allowed) {
            this.allowed = allowed;
        }

        @Override
        public Decision check(AppName app) {
            assertThat(app.name()).isEqualTo("tablegc");
            Decision.Code code = asked.incrementAndGet() <= allowed ? Decision.Code.OK : Decision.Code.APP_DENIED;
            return new Decision(code, app.name(), "", "", "", 0, 0, "", List.of());
        }

        @Override
        public Decision checkRules(AppName app) {
            return check(app);
        }

        @Override
        public OptionalDouble userRatio(MigrationId migration) {
            return OptionalDouble.of(0);
        }
    }

    private static final class Fixture implements AutoCloseable {
        final TestServer server;
        final String keyspace;
        final Db db;
        final MigrationReader reader;

        Fixture(TestServer server) throws SQLException {
            this.server = server;
            this.keyspace = server.newSchema();
            this.db = Shards.db(server);
            SidecarSchema.ensure(db);
            this.reader = new MigrationReader(db, keyspace, Shards.SHARD);
        }

        TableGc gc(EnumSet<Kind> lifecycle, long cheapBytes, Throttle throttle) {
            GcConfig config = new GcConfig(Duration.ZERO, lifecycle, Duration.ofDays(3), cheapBytes);
            return new TableGc(
                    db, keyspace, reader, config, throttle, connection -> {}, connection -> false, place -> {});
        }

        String table(Kind kind, Duration due) throws SQLException {
            String name = GcName.of(kind, MigrationId.generate(), Instant.now().plus(due))
                    .table();
            execute(
                    "CREATE TABLE " + name + " (id INT PRIMARY KEY)",
                    "INSERT INTO " + name
                            + " WITH RECURSIVE s AS (SELECT 1 n UNION ALL SELECT n + 1 FROM s WHERE n < 120)"
                            + " SELECT n FROM s");
            return name;
        }

        void overdue(String table) throws SQLException {
            GcName name = GcName.parse(table).orElseThrow();
            String past = name.as(name.kind(), Instant.now().minusSeconds(1)).table();
            execute("RENAME TABLE " + table + " TO " + past);
        }

        void execute(String... sql) throws SQLException {
            server.execute(keyspace, sql);
        }

        List<String> tables() throws SQLException {
            String sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = ?"
                    + " AND table_name LIKE '\\_vt\\_%' ORDER BY 1";
            return db.with(connection -> Sql.query(connection, sql, row -> row.getString(1), keyspace));
        }

        List<String> states() throws SQLException {
            return tables().stream()
                    .map(name -> GcName.parse(name).orElseThrow().kind().hint())
                    .toList();
        }

        /** Of the table that has been in the state for longest. */
        int rows(String hint) throws SQLException {
            String table = tables().stream()
                    .filter(name -> name.startsWith("_vt_" + hint))
                    .min(Comparator.comparing(
                            name -> GcName.parse(name).orElseThrow().time()))
                    .orElseThrow();
            return db.with(connection -> Sql.first(
                            connection, "SELECT COUNT(*) FROM `" + keyspace + "`." + table, row -> row.getInt(1)))
                    .orElseThrow();
        }

        @Override
        public void close() {
            db.close();
        }
    }
}
