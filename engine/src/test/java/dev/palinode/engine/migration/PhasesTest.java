package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine.Filter;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What SHOW VITESS_MIGRATIONS says of the phases, while the verification goes on range by range as the test lets it. */
final class PhasesTest {
    private static final int ROWS = 20_000;
    private static final String PLACE = "verify.compared";

    /** Stops at the place until it is let go, once for each time. */
    private static final class Steps implements FailPoints {
        private final Semaphore arrived = new Semaphore(0);
        private final Semaphore go = new Semaphore(0);

        @Override
        public void reached(String name) {
            if (name.equals(PLACE)) {
                arrived.release();
                try {
                    assertThat(go.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        void awaitArrival() throws InterruptedException {
            assertThat(arrived.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private final Steps steps = new Steps();

    /** The columns by name, without those that are NULL. */
    private static Map<String, String> row(WindowRoom room, MigrationId id) {
        RowSet rows = room.engine().list(new Filter(Optional.of(id.uuid()), Optional.empty()));
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < rows.columns().size(); i++) {
            String name = rows.columns().get(i).name();
            rows.rows().get(0).get(i).ifPresent(value -> row.put(name, value));
        }
        return row;
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    /** Steps through the verification; the rows that were seen, one for each range. */
    private List<Map<String, String>> verify(WindowRoom room, MigrationId id) throws InterruptedException {
        List<Map<String, String>> seen = new ArrayList<>();
        while (seen.isEmpty() || number(seen.get(seen.size() - 1), "phase_progress") < 100) {
            steps.awaitArrival();
            double before = seen.isEmpty() ? 0 : number(seen.get(seen.size() - 1), "phase_progress");
            seen.add(await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> row(room, id),
                            row -> "verify".equals(row.get("phase"))
                                    && row.containsKey("phase_progress")
                                    && number(row, "phase_progress") > before));
            steps.go.release();
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(5).allSatisfy(row -> {
            assertThat(number(row, "phase_progress")).isBetween(0.0, 100.0);
            assertThat(number(row, "phase_work_completed")).isLessThanOrEqualTo(number(row, "phase_work_estimated"));
            assertThat(row).containsEntry("stage", "verifying rows").containsKey("phase_since_timestamp");
        });
        assertThat(seen).extracting(row -> number(row, "phase_work_completed")).isSorted();
        assertThat(seen)
                .extracting(row -> row.get("phase_since_timestamp"))
                .containsOnly(seen.get(0).get("phase_since_timestamp"));
        assertThat(seen.get(1)).as("the rate is known").containsKey("phase_eta_seconds");
        Map<String, String> last = seen.get(seen.size() - 1);
        assertThat(number(last, "phase_work_completed")).isEqualTo(ROWS);
        assertThat(number(last, "phase_work_estimated")).isEqualTo(ROWS);
        return seen;
    }

    private static void awaitWaiting(WindowRoom room, MigrationId id) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(row(room, id))
                        .containsEntry("phase", "waiting")
                        .containsEntry("stage", "ready to cut over: waiting for COMPLETE")
                        .containsEntry("progress", "100")
                        .containsEntry("eta_seconds", "0")
                        .containsKey("phase_since_timestamp")
                        .doesNotContainKeys(
                                "phase_progress", "phase_eta_seconds", "phase_work_completed", "phase_work_estimated"));
    }

    private static void complete(WindowRoom room, MigrationId id) {
        room.control(Verb.COMPLETE, id);
        room.complete(id);
        assertThat(row(room, id)).containsEntry("phase", "").doesNotContainKey("phase_since_timestamp");
    }

    @OnEachServer
    void verificationAndWaitingHaveTheirOwnProgressInAnAlterAndInItsRevert(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            room.points = steps;
            room.room.execute(
                    "INSERT INTO t (id, v, n) SELECT a.d * 10000 + b.d * 1000 + c.d * 100 + e.d * 10 + f.d, 'y', 1"
                            + " FROM d a, d b, d c, d e, d f WHERE a.d < 2 AND a.d * 10 + b.d >= 2");
            MigrationId id = room.alter(WindowRoom.ALTER, "--postpone-completion");
            assertThat(verify(room, id))
                    .allSatisfy(row -> assertThat(row)
                            .containsEntry("progress", "100")
                            .containsEntry("rows_copied", Integer.toString(ROWS)));
            awaitWaiting(room, id);
            complete(room, id);

            MigrationId revert = room.revert(id, "--postpone-completion");
            assertThat(verify(room, revert))
                    .allSatisfy(row ->
                            assertThat(row).containsEntry("progress", "0").containsEntry("rows_copied", "0"));
            awaitWaiting(room, revert);
            complete(room, revert);
        }
    }

    /** One engine goes, another comes: what was copied and compared is not forgotten. */
    @OnEachServer
    void whatWasCopiedIsKnownAfterARestart(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            MigrationId id = room.alter(WindowRoom.ALTER, "--postpone-completion");
            awaitWaiting(room, id);
            room.restart();
            awaitWaiting(room, id);
            assertThat(row(room, id)).containsEntry("rows_copied", "2000");
            room.control(Verb.VERIFY, id);
            room.await(id, "verification", "passed");
            awaitWaiting(room, id);
            assertThat(row(room, id)).containsEntry("rows_copied", "2000").containsEntry("progress", "100");
            assertThat(room.room.value("SELECT COUNT(*) FROM _vt.migration_event WHERE migration_uuid = '" + id
                            + "' AND what = 'stage: copying rows'"))
                    .as("it was copied once")
                    .isEqualTo("1");
        }
    }
}
