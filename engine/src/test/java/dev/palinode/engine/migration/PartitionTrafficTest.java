package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/** Rows are written to every partition while some are dropped and come back, again and again: all of them are there in the end. */
final class PartitionTrafficTest {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 3;

    private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean stopped = new AtomicBoolean();

    @OnEachServer
    void noRowIsLost(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            String definition = withoutCounter(table.definition());
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            try {
                for (int i = 0; i < WRITERS; i++) {
                    int remainder = i;
                    writers.execute(() -> write(server, table.room.keyspace, remainder));
                }
                for (int i = 0; i < ROUNDS; i++) {
                    awaitWrites();
                    MigrationId drop = table.done(i % 2 == 0 ? "DROP PARTITION p1" : "DROP PARTITION p0, p1");
                    awaitWrites();
                    table.reverted(drop);
                }
                awaitWrites();
            } finally {
                stopped.set(true);
                writers.shutdown();
                assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(errors).isEmpty();
            assertThat(withoutCounter(table.definition())).isEqualTo(definition);
            assertThat(written(table)).isEqualTo(acknowledged);
            assertThat(table.room.value("SELECT COUNT(*) FROM t PARTITION (p1) WHERE a < 10 OR a >= 20"))
                    .isEqualTo("0");
        }
    }

    private static String withoutCounter(String definition) {
        return definition.replaceAll(" AUTO_INCREMENT=\\d+", "");
    }

    private void awaitWrites() {
        int before = acknowledged.size();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !errors.isEmpty() || acknowledged.size() > before + 200);
    }

    private static Set<Integer> written(PartitionRoom table) throws SQLException {
        return table.room.db.with(connection -> {
            Set<Integer> found = new TreeSet<>();
            connection.setCatalog(table.room.keyspace);
            try (var rows = connection.createStatement().executeQuery("SELECT id FROM t WHERE v = 'written'")) {
                while (rows.next()) {
                    found.add(rows.getInt(1));
                }
            }
            return found;
        });
    }

    private void write(TestServer server, String schema, int remainder) {
        try (Connection connection = server.connect(schema);
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO t (id, a, v) VALUES (?, ?, 'written')")) {
            for (int i = 0; !stopped.get(); i++) {
                int id = 1000 + i * WRITERS + remainder;
                insert.setInt(1, id);
                insert.setInt(2, (i * 7 + remainder) % 30);
                insert.executeUpdate();
                acknowledged.add(id);
            }
        } catch (SQLException e) {
            errors.add(e.getErrorCode() + " " + e.getMessage());
        }
    }
}
