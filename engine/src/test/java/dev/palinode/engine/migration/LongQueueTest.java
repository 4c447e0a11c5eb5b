package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine.Control;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A thousand migrations that wait. */
final class LongQueueTest {
    private static final String DIGITS = "(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4"
            + " UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)";
    private static final String COLUMNS = "keyspace, shard, mysql_schema, migration_statement, strategy,"
            + " options, migration_status, migration_context, ddl_action, artifacts, message, removed_unique_key_names,"
            + " dropped_no_default_column_names, expanded_column_names, revertible_notes, special_plan,"
            + " component_throttled, reason_throttled, stage, removed_foreign_key_names, postpone_launch,"
            + " allow_concurrent";

    @OnEachServer
    void theyAreToldWhatTheyWaitForAndHoldUpNobody(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId first =
                    room.submit("CREATE TABLE IF NOT EXISTS q (id INT PRIMARY KEY)", Set.of("--postpone-launch"));
            room.execute("INSERT INTO _vt.schema_migrations (migration_uuid, mysql_table, " + COLUMNS
                    + ") SELECT REPLACE(UUID(), '-', '_'), CONCAT('q', a.d, b.d, c.d), " + COLUMNS
                    + " FROM _vt.schema_migrations JOIN " + DIGITS + " a JOIN " + DIGITS + " b JOIN " + DIGITS
                    + " c WHERE migration_uuid = '" + first + "'");
            String told = "SELECT COUNT(*) FROM _vt.schema_migrations WHERE keyspace = DATABASE()"
                    + " AND stage = 'postponed: waiting for LAUNCH'";
            await().atMost(Duration.ofSeconds(60)).until(() -> room.value(told).equals("1001"));
            long begin = System.nanoTime();
            room.complete(room.submit("CREATE TABLE p (id INT PRIMARY KEY)", Set.of("--allow-concurrent")));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
            assertThat(room.engine().control(new Control(Verb.CANCEL, Optional.of(first))))
                    .isEqualTo(1);
        }
    }
}
