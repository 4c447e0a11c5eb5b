package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.Map;

/** Somebody else changes the new table before it takes the old one's place: it never does. */
final class TamperingTest {
    private static final Map<String, String> CHANGES = Map.of(
            "CREATE INDEX theirs ON %s (v)", "theirs",
            "DROP INDEX by_n ON %s", "gone is KEY `by_n`",
            "CREATE TRIGGER theirs BEFORE UPDATE ON %s FOR EACH ROW SET NEW.n = 0", "made a trigger");

    @OnEachServer
    void whatSomebodyMadeOfTheNewTableIsNotSwappedIn(TestServer server) throws Exception {
        for (Map.Entry<String, String> change : CHANGES.entrySet()) {
            try (AlterRoom room = new AlterRoom(server)) {
                OnlineAlterTest.fill(room);
                room.execute("CREATE INDEX by_n ON t (n)");
                MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
                room.await(id, Phase.READY);
                room.execute(String.format(change.getKey(), room.shadow(id).quoted()));
                CopyRunner.CutoverOutcome outcome = room.runner().cutOver(room.row(id));
                assertThat(outcome.swapped()).isFalse();
                assertThat(outcome.message()).contains("somebody").contains(change.getValue());
                assertThat(room.failure(id)).contains(change.getValue());
                assertThat(room.value("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
                                + " AND table_name = 't' AND column_name = 'tier'"))
                        .isEqualTo("0");
            }
        }
    }
}
