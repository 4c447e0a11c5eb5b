package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.testing.Shards;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** The old table of an ALTER is collected. What is not due stays with its rows, and the live table with all of it. */
final class GcScene implements Scene {
    private final List<String> spared = new ArrayList<>();
    private Optional<MigrationId> alter = Optional.empty();

    @Override
    public void prepare(Arena arena) throws Exception {
        alter = Optional.of(CopyScene.completed(arena, Walk.ALTER));
        for (GcName.Kind kind : List.of(GcName.Kind.HOLD, GcName.Kind.DROP, GcName.Kind.SHADOW)) {
            Duration due = Duration.ofHours(kind == GcName.Kind.SHADOW ? -1 : 1);
            String table = GcName.of(kind, MigrationId.generate(), Instant.now().plus(due))
                    .table();
            arena.server().execute(arena.keyspace(), "CREATE TABLE " + table + " AS SELECT * FROM d");
            spared.add(table);
        }
    }

    @Override
    public void begin(Arena arena, String place, Blow blow) throws Exception {
        try (Db db = Shards.db(arena.server())) {
            new MigrationRequests(db, arena.keyspace(), Shards.SHARD).cleanup(alter.orElseThrow());
        }
        arena.start(place, blow);
        arena.driver().awaitReached();
    }

    @Override
    public void await(Arena arena) {
        Awaitility.await()
                .atMost(Arena.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> {
                    assertThat(arena.tables()).hasSize(2 + spared.size());
                    assertThat(arena.row(alter.orElseThrow(), "cleanup_timestamp IS NOT NULL"))
                            .isEqualTo("1");
                });
    }

    @Override
    public void check(Arena arena, Blow blow) throws Exception {
        assertThat(arena.columns()).isEqualTo(1);
        assertThat(arena.tables()).contains("d", "t").containsAll(spared).hasSize(2 + spared.size());
        for (String table : spared) {
            assertThat(arena.value("SELECT COUNT(*) FROM " + table)).as(table).isEqualTo("10");
        }
    }
}
