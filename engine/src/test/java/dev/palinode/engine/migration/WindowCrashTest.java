package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The process is killed in the reverse window, or where a REVERT takes it over; another one goes on, under writers. */
final class WindowCrashTest {
    private static final List<String> IN_THE_WINDOW = List.of("window.stream-inserted", "apply.committed");
    private static final List<String> IN_THE_REVERT = List.of("revert.taken-over", "cutover.swapped");

    static Stream<Arguments> placesOnEachServer() {
        return TestServers.all()
                .flatMap(server -> Stream.concat(IN_THE_WINDOW.stream(), IN_THE_REVERT.stream())
                        .map(place -> Arguments.of(server, place)));
    }

    @ParameterizedTest
    @MethodSource("placesOnEachServer")
    void nothingIsLostAndTheRevertCompletes(TestServer server, String place) throws Exception {
        try (WindowRoom room = new WindowRoom(server);
                Ledger ledger = room.writers(place.hashCode())) {
            boolean inRevert = IN_THE_REVERT.contains(place);
            MigrationId alter;
            MigrationId revert = MigrationId.generate();
            if (inRevert || place.equals("apply.committed")) {
                alter = room.complete(room.alter(WindowRoom.ALTER, "--reverse-window=1h"));
                room.awaitRevertible(alter, "yes");
                room.stop();
                if (inRevert) {
                    store(room, revert, Optional.of(alter), "");
                }
            } else {
                room.stop();
                alter = MigrationId.generate();
                store(room, alter, Optional.empty(), "--reverse-window=1h");
            }
            AlterProcess.killedAt(room.room, place);
            room.restart();
            if (!inRevert) {
                room.complete(alter);
                room.awaitRevertible(alter, "yes");
                revert = room.revert(alter, "");
            }
            room.complete(revert);
            assertThat(ledger.stop()).isEmpty();
            assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
            room.await(alter, "revertible_reason", "it was reverted by migration " + revert);
        }
    }

    private static void store(WindowRoom room, MigrationId id, Optional<MigrationId> reverted, String options)
            throws SQLException {
        NewMigration migration = new NewMigration(
                id,
                room.room.table("t"),
                reverted.isPresent() ? DdlAction.REVERT : DdlAction.ALTER,
                reverted.isPresent() ? "revert" : WindowRoom.ALTER,
                "online",
                options,
                "test",
                reverted,
                false,
                false,
                false,
                false,
                Duration.ofSeconds(10),
                Optional.empty(),
                SessionSettings.GLOBAL);
        new MigrationRequests(room.room.db, room.room.keyspace, Shards.SHARD).insert(migration);
    }
}
