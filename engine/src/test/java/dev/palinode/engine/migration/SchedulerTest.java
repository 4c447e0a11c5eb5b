package dev.palinode.engine.migration;

import static dev.palinode.engine.migration.FakeCopyRunner.at;
import static dev.palinode.engine.migration.FakeCopyRunner.reviewing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine.Control;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

final class SchedulerTest {
    private static final String ALTER = "ALTER TABLE t ADD c INT";

    @OnEachServer
    void anAlterIsStartedWatchedAndCutOver(TestServer server) throws SQLException {
        AtomicInteger percent = new AtomicInteger(40);
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", new FakeCopyRunner.Script() {
                @Override
                public CopyRunner.Progress review() {
                    return at(percent.get() == 100 ? CopyRunner.Phase.READY : CopyRunner.Phase.COPY, percent.get());
                }
            });
            MigrationId id = room.submit(ALTER);
            await().untilAsserted(() -> assertThat(
                            room.value("SELECT CONCAT_WS(' ', progress, eta_seconds, rows_copied, table_rows,"
                                    + " ready_to_complete) FROM _vt.schema_migrations WHERE migration_uuid = '" + id
                                    + "'"))
                    .isEqualTo("40 7 400 1000 0"));
            percent.set(100);
            room.complete(id);
            assertThat(room.row(id).cutoverAttempts()).isEqualTo(1);
            assertThat(room.row(id).readyAt()).isPresent();
            assertThat(room.copy.count("start", id)).isEqualTo(1);
            MigrationId revert = room.complete(room.revert(id));
            assertThat(room.copy.count("startRevert", revert)).isEqualTo(1);
            assertThat(room.copy.count("start", revert)).isZero();
        }
    }

    @OnEachServer
    void postponedCompletionWaitsForComplete(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId id = room.submit(ALTER, Set.of("--postpone-completion"));
            await().until(() -> room.row(id).readyAt().isPresent());
            EngineRoom.passes();
            assertThat(room.copy.count("cutOver", id)).isZero();
            assertThat(room.control(Verb.COMPLETE, id)).isEqualTo(1);
            room.complete(id);
            assertThat(room.control(Verb.COMPLETE, id)).isZero();
        }
    }

    @OnEachServer
    void postponedLaunchWaitsForLaunchAndHoldsBackNobody(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId id = room.submit(ALTER, Set.of("--postpone-launch"));
            room.complete(room.submit("ALTER TABLE u ADD c INT"));
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.QUEUED);
            assertThat(room.engine().control(new Control(Verb.LAUNCH, Optional.empty())))
                    .isEqualTo(1);
            room.complete(id);
        }
    }

    @OnEachServer
    void anAttemptThatIsBlockedBacksOffAndSaysWhy(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", new FakeCopyRunner.Script() {
                @Override
                public CopyRunner.CutoverOutcome cutOver() {
                    return new CopyRunner.CutoverOutcome(false, "blocked by connection 17");
                }
            });
            MigrationId id = room.submit(ALTER);
            // The back-off of this engine: at once, at once, then an hour.
            await().until(() -> room.row(id).cutoverAttempts() == 2);
            EngineRoom.passes();
            assertThat(room.row(id).cutoverAttempts()).isEqualTo(2);
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            assertThat(room.message(id)).isEqualTo("blocked by connection 17");
        }
    }

    @OnEachServer
    void whatCannotSucceedFailsWithItsReason(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", new FakeCopyRunner.Script() {
                @Override
                public void start() throws MigrationFailure {
                    throw new MigrationFailure("found no possible unique key");
                }
            });
            MigrationId id = room.submit(ALTER);
            room.await(id, MigrationStatus.FAILED);
            assertThat(room.message(id)).isEqualTo("found no possible unique key");
            assertThat(room.copy.count("stop", id)).isPositive();
            room.copy.script("t", reviewing(CopyRunner.Phase.FAILED, 3));
            assertThat(room.control(Verb.RETRY, id)).isEqualTo(1);
            room.await(id, MigrationStatus.FAILED);
            assertThat(room.copy.count("forget", id)).isEqualTo(1);
        }
    }

    @OnEachServer
    void whatTheServerWillAlwaysRefuseToBeginFails(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", new FakeCopyRunner.Script() {
                @Override
                public void start() throws SQLException {
                    throw new SQLException("Row size too large", "42000", 1118);
                }
            });
            MigrationId id = room.submit(ALTER);
            room.await(id, MigrationStatus.FAILED);
            assertThat(room.message(id)).isEqualTo("Row size too large (errno 1118) (sqlstate 42000)");
        }
    }

    @OnEachServer
    void aServerThatIsAwayIsWaitedForAndHoldsBackNobodyElse(TestServer server) throws Exception {
        AtomicInteger failures = new AtomicInteger();
        try (EngineRoom room = new EngineRoom(server, EngineRoom.quick().withBounds(8, 2))) {
            room.copy.script("t", new FakeCopyRunner.Script() {
                @Override
                public CopyRunner.Progress review() throws SQLException {
                    if (failures.incrementAndGet() < 8) {
                        throw new SQLTransientConnectionException("gone fishing");
                    }
                    return at(CopyRunner.Phase.READY, 100);
                }
            });
            room.copy.script("u", new FakeCopyRunner.Script() {
                @Override
                public CopyRunner.Progress review() {
                    throw new IllegalStateException("a bug");
                }
            });
            MigrationId bug = room.submit("ALTER TABLE u ADD c INT", Set.of("--allow-concurrent"));
            MigrationId id = room.submit(ALTER);
            await().untilAsserted(() -> assertThat(room.message(id)).contains("gone fishing"));
            room.complete(id);
            assertThat(room.row(bug).status()).isEqualTo(MigrationStatus.RUNNING);
            assertThat(room.message(bug)).contains("a bug");
        }
    }

    @OnEachServer
    void aCutOverThatTakesLongDoesNotHoldUpOthers(TestServer server) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", slowSwap(go));
            MigrationId slow = room.submit(ALTER);
            await().until(() -> room.copy.count("cutOver", slow) == 1);
            room.complete(room.submit("CREATE TABLE u (id INT PRIMARY KEY)", Set.of("--allow-concurrent")));
            assertThat(room.row(slow).status()).isEqualTo(MigrationStatus.RUNNING);
            go.countDown();
            room.complete(slow);
        }
    }

    @OnEachServer
    void cancelStopsTheStreamAndRetryBeginsAnew(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", reviewing(CopyRunner.Phase.COPY, 10));
            MigrationId id = room.submit(ALTER);
            await().until(() -> room.copy.count("review", id) > 0);
            assertThat(room.control(Verb.RETRY, id)).isZero();
            assertThat(room.control(Verb.CANCEL, id)).isEqualTo(1);
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.CANCELLED);
            assertThat(room.message(id)).isEqualTo("CANCEL issued by user");
            await().until(() -> room.copy.count("stop", id) > 0);
            assertThat(room.control(Verb.CANCEL, id)).isZero();
            room.copy.script("t", new FakeCopyRunner.Script() {});
            assertThat(room.control(Verb.RETRY, id)).isEqualTo(1);
            room.complete(id);
            assertThat(room.row(id).retries()).isEqualTo(1);
            assertThat(room.copy.count("start", id)).isEqualTo(2);
            assertThat(room.control(Verb.CANCEL, id)).isZero();
            assertThat(room.control(Verb.RETRY, id)).isZero();
            assertThatThrownBy(() -> room.control(Verb.CANCEL, MigrationId.generate()))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("migration not found");
        }
    }

    @OnEachServer(of = TestServer.Flavour.MARIADB)
    void anAlterOfWhatNeedNotExistIsCompleteWithoutIt(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId id = room.complete(room.submit("ALTER TABLE IF EXISTS missing ADD c INT"));
            assertThat(room.message(id)).contains("missing does not exist: nothing to do");
            assertThat(room.copy.calls()).isEmpty();
        }
    }

    @OnEachServer
    void cancelAllTakesEverythingThatIsPending(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", reviewing(CopyRunner.Phase.COPY, 10));
            MigrationId running = room.submit(ALTER);
            MigrationId waiting = room.submit("DROP TABLE IF EXISTS u");
            room.await(running, MigrationStatus.RUNNING);
            room.await(waiting, MigrationStatus.READY);
            assertThat(room.engine().control(new Control(Verb.CANCEL, Optional.empty())))
                    .isEqualTo(2);
            assertThat(room.message(waiting)).isEqualTo("CANCEL ALL issued by user");
            assertThat(room.reader.pending()).isEmpty();
        }
    }

    @OnEachServer
    void cancelAllDoesNotStopAtOneThatIsBeingCutOver(TestServer server) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", slowSwap(go));
            MigrationId busy = room.submit(ALTER);
            await().until(() -> room.copy.count("cutOver", busy) == 1);
            MigrationId next = room.submit("DROP TABLE IF EXISTS u");
            MigrationId last = room.submit("DROP TABLE IF EXISTS v");
            CompletableFuture<Long> cancelled = CompletableFuture.supplyAsync(
                    () -> room.engine().control(new Control(Verb.CANCEL, Optional.empty())));
            room.await(next, MigrationStatus.CANCELLED);
            room.await(last, MigrationStatus.CANCELLED);
            assertThat(room.row(busy).status()).isEqualTo(MigrationStatus.RUNNING);
            go.countDown();
            assertThat(cancelled.get()).isEqualTo(2);
            room.complete(busy);
        }
    }

    @OnEachServer
    void aCancelDuringACutOverWaitsForItAndDoesNotUndoIt(TestServer server) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", slowSwap(go));
            MigrationId id = room.submit(ALTER);
            await().until(() -> room.copy.count("cutOver", id) == 1);
            CompletableFuture<Long> cancelled = CompletableFuture.supplyAsync(() -> room.control(Verb.CANCEL, id));
            EngineRoom.passes();
            assertThat(cancelled).isNotDone();
            go.countDown();
            assertThat(cancelled.get()).isZero();
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.COMPLETE);
        }
    }

    private static FakeCopyRunner.Script slowSwap(CountDownLatch go) {
        return new FakeCopyRunner.Script() {
            @Override
            public CopyRunner.CutoverOutcome cutOver() throws SQLException {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new SQLException(e);
                }
                return new CopyRunner.CutoverOutcome(true, "");
            }
        };
    }
}
