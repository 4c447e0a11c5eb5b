package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.migration.Submitter;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.ToolPaths;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Shards;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A statement is submitted where the failure strikes, and by a client that knows of no answer once more elsewhere. What was
 * answered is there, once; what was refused is not; and what was asked for is done once.
 */
final class SubmitScene implements Scene {
    private Optional<MigrationId> again = Optional.empty();

    @Override
    public void begin(Arena arena, String place, Blow blow) throws Exception {
        arena.start(place, blow);
        arena.driver().awaitReached();
    }

    @Override
    public void await(Arena arena) {
        again = Optional.of(Awaitility.await()
                .atMost(Arena.PATIENCE)
                .ignoreExceptionsMatching(e -> e instanceof SQLException || e instanceof EngineFault)
                .until(() -> submitAgain(arena), id -> true));
        arena.awaitComplete(again.orElseThrow());
    }

    private static MigrationId submitAgain(Arena arena) throws SQLException {
        try (Db db = Shards.db(arena.server())) {
            SidecarSchema.ensure(db);
            String keyspace = arena.keyspace();
            return new Submitter(
                            db,
                            keyspace,
                            new MigrationReader(db, keyspace, Shards.SHARD),
                            new MigrationRequests(db, keyspace, Shards.SHARD),
                            ToolPaths.DEFAULTS,
                            FailPoints.NONE)
                    .submit(List.of(Request.submission(keyspace)))
                    .get(0);
        }
    }

    @Override
    public void check(Arena arena, Blow blow) throws Exception {
        Optional<String> answer = blow == Blow.KILL_PROXY
                ? Optional.empty()
                : Optional.of(arena.driver().awaitAnswer());
        Awaitility.await()
                .atMost(Arena.PATIENCE)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> assertThat(arena.value(ROWS + " AND migration_status <> 'complete'"))
                        .isEqualTo("0"));
        int rows = Integer.parseInt(arena.value(ROWS));
        assertThat(rows).as("migrations").isBetween(1, 2);
        answer.ifPresent(word -> {
            boolean refused = word.startsWith(Driver.REFUSED);
            // A half-closed connection carries the COMMIT, and no answer to it: the error says nothing of what was
            // stored.
            boolean unknown = refused && (blow == Blow.HALF_CLOSE || blow == Blow.PLANNED_REPARENT);
            assertThat(rows)
                    .as("migrations, answered: %s", word)
                    .isBetween(refused ? 1 : 2, refused && !unknown ? 1 : 2);
            if (!refused) {
                assertThat(status(arena, word)).isEqualToIgnoringCase(MigrationStatus.COMPLETE.sql());
            }
        });
        assertThat(arena.row(again.orElseThrow(), "migration_status"))
                .isEqualToIgnoringCase(MigrationStatus.COMPLETE.sql());
        assertThat(arena.columns()).isEqualTo(1);
        assertThat(arena.tables()).hasSize(3).allMatch(name -> name.matches("d|t|_vt_hld_.*"));
    }

    private static final String ROWS =
            "SELECT COUNT(*) FROM _vt.schema_migrations WHERE keyspace = DATABASE() AND migration_context = 'test'";

    private static String status(Arena arena, String answer) {
        try {
            return arena.row(
                    MigrationId.parse(answer.substring(Driver.ANSWER.length())).orElseThrow(), "migration_status");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
