package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** A migration that cannot begin, for a reason that may pass. */
final class StartLimitTest {
    /** A full disk, as far as the server's answer goes. */
    private static final class Full implements FakeCopyRunner.Script {
        private final EngineRoom room;
        private final int until;
        private final AtomicInteger tries = new AtomicInteger();

        Full(EngineRoom room, int until) {
            this.room = room;
            this.until = until;
        }

        @Override
        public void start() throws SQLException {
            if (tries.incrementAndGet() < until) {
                room.db.run(connection -> Sql.update(
                        connection,
                        "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'"));
            }
        }
    }

    /** The engine's time goes by so fast that it waits for no pause. */
    private static InstantSource fast() {
        Instant begin = Instant.now();
        return () -> begin.plus(Duration.between(begin, Instant.now()).multipliedBy(2000));
    }

    private static EngineRoom room(TestServer server) throws SQLException {
        EngineRoom room = new EngineRoom(server, EngineRoom.quick().withPollInterval(Duration.ofMillis(20)));
        room.stopEngine();
        return room;
    }

    @OnEachServer
    void failsAfterThreeHoursAndSaysWhatItMet(TestServer server) throws Exception {
        try (EngineRoom room = room(server)) {
            Full full = new Full(room, 186);
            room.copy.script("t", full);
            try (MigrationEngine engine = room.open(room.copy::on, fast())) {
                MigrationId id = room.submitTo(engine, "ALTER TABLE t ADD COLUMN c INT");
                await().atMost(Duration.ofMinutes(5)).until(() -> room.row(id).status() == MigrationStatus.FAILED);
                assertThat(room.message(id))
                        .isEqualTo("could not begin in 185 tries within 3 hours; the last one: The table is full"
                                + " (errno 1114) (sqlstate HY000); RETRY begins again");
                assertThat(room.control(engine, Verb.RETRY, id)).isEqualTo(1);
                await().atMost(Duration.ofMinutes(2)).until(() -> room.row(id).status() == MigrationStatus.COMPLETE);
            }
        }
    }

    @OnEachServer
    void goesOnWhenTheReasonHasPassed(TestServer server) throws Exception {
        try (EngineRoom room = room(server)) {
            Full full = new Full(room, 20);
            room.copy.script("t", full);
            try (MigrationEngine engine = room.open(room.copy::on, fast())) {
                MigrationId id = room.submitTo(engine, "ALTER TABLE t ADD COLUMN c INT");
                await().atMost(Duration.ofMinutes(2)).until(() -> room.row(id).status() == MigrationStatus.COMPLETE);
                assertThat(room.copy.count("start", id)).isEqualTo(20);
            }
        }
    }
}
