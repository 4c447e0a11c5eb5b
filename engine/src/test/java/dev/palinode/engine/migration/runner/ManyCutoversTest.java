package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Invariants 2 and 8: ten swaps in a row, and nobody who writes or reads ever meets an error or misses the table. */
final class ManyCutoversTest {
    private static final int SWAPS = 10;

    @OnEachServer
    void writersAndReadersNoticeNothing(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            room.execute("DELETE FROM t WHERE id >= 3000", "INSERT INTO t VALUES (5000000, 'always', 1)");
            AtomicBoolean stop = new AtomicBoolean();
            AtomicLong reads = new AtomicLong();
            List<String> errors = Collections.synchronizedList(new ArrayList<>());
            List<Thread> readers = List.of(
                    reader(room, "SELECT COUNT(*) FROM t", stop, reads, errors),
                    reader(room, "SELECT COUNT(*) FROM t WHERE id = 5000000", stop, reads, errors));
            try (Ledger ledger = new Ledger("t", 6, 4000, 11, room::connect)) {
                ledger.load();
                ledger.start();
                MigrationId last = room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
                room.cutOver(last);
                for (int i = 1; i < SWAPS; i++) {
                    last = room.revert(last);
                    room.cutOver(last);
                }
                assertThat(ledger.stop()).isEmpty();
                assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
                assertThat(ledger.writes()).isGreaterThan(500);
            } finally {
                stop.set(true);
                for (Thread reader : readers) {
                    reader.join();
                }
            }
            assertThat(errors).isEmpty();
            assertThat(reads.get()).isGreaterThan(200);
        }
    }

    private static Thread reader(
            AlterRoom room, String sql, AtomicBoolean stop, AtomicLong reads, List<String> errors) {
        Thread thread = new Thread(() -> {
            try (Connection connection = room.connect();
                    Statement statement = connection.createStatement()) {
                while (!stop.get()) {
                    try (var rows = statement.executeQuery(sql)) {
                        reads.incrementAndGet();
                        if (!rows.next() || rows.getLong(1) < 1) {
                            errors.add("the row that is never touched was not there");
                        }
                    }
                }
            } catch (SQLException e) {
                errors.add(sql + ": " + e.getMessage());
            }
        });
        thread.start();
        return thread;
    }
}
