package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.reparent.ReparentOptions;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * The primary is changed while a migration copies and writers write. In the end one server takes writes, by whatever way,
 * the others follow it, nobody keeps anything of the change, and the migration completes.
 */
final class ReparentScene implements Scene {
    private final Walk walk;
    private Optional<MigrationId> alter = Optional.empty();

    ReparentScene(Walk walk) {
        this.walk = walk;
    }

    @Override
    public void prepare(Arena arena) throws Exception {
        arena.follow();
    }

    @Override
    public void begin(Arena arena, String place, Blow blow) throws Exception {
        alter = Optional.of(arena.store(Optional.empty(), ""));
        arena.start(place, blow);
        arena.driver().awaitCopying();
        if (walk == Walk.EMERGENCY) {
            arena.losePrimary();
        }
        arena.driver().go();
        arena.driver().awaitReached();
    }

    /** Who sees that nobody takes writes says it once more, and who was killed is started again. */
    @Override
    public void await(Arena arena) throws Exception {
        if (walk == Walk.EMERGENCY) {
            awaitSuccessor(arena);
            arena.takeOverAtLast();
            arena.cluster().startPrimary();
        }
        awaitHealthy(arena);
        arena.awaitComplete(alter.orElseThrow());
    }

    private static void awaitSuccessor(Arena arena) {
        ShardCommands commands = arena.commands();
        Awaitility.await()
                .atMost(Arena.PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsMatching(e -> e instanceof EngineFault || e instanceof SQLException)
                .until(() -> {
                    if (takesWrites(arena, 1) || takesWrites(arena, 2)) {
                        return !arena.primaryAlias().equals(Proxy.alias(0));
                    }
                    commands.emergencyReparent(ReparentOptions.DEFAULTS.to(Proxy.alias(1)));
                    return false;
                });
    }

    private static boolean takesWrites(Arena arena, int server) throws SQLException {
        try (Member member = Member.connect(arena.tablets().get(server))) {
            return !member.isReadOnly() && member.status().isEmpty();
        }
    }

    /** Waits until one server takes writes and the others follow it. */
    static void awaitHealthy(Arena arena) {
        Awaitility.await()
                .atMost(Arena.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> assertHealthy(arena));
    }

    private static void assertHealthy(Arena arena) throws SQLException {
        String primary = arena.primaryAlias();
        String identity;
        try (Member member = Member.connect(arena.tablets().get(Proxy.number(primary)))) {
            identity = member.identity();
        }
        for (Tablet tablet : arena.tablets()) {
            try (Member member = Member.connect(tablet)) {
                boolean replica = !tablet.alias().equals(primary);
                assertThat(member.isReadOnly())
                        .as("%s is read-only", tablet.alias())
                        .isEqualTo(replica);
                Optional<ReplicaStatus> status = member.status();
                assertThat(status.isPresent())
                        .as("%s replicates", tablet.alias())
                        .isEqualTo(replica);
                if (replica) {
                    assertThat(status.orElseThrow().trouble()).doesNotContain(":");
                    assertThat(status.orElseThrow().healthy()).as("%s", status).isTrue();
                    assertThat(status.orElseThrow().source())
                            .as("source of %s", tablet.alias())
                            .isEqualTo(identity);
                }
                assertThat(ReparentIntent.find(member))
                        .as("what %s keeps", tablet.alias())
                        .isEmpty();
            }
        }
    }

    @Override
    public void check(Arena arena, Blow blow) throws Exception {
        // A process that was stopped may have something to say still, and must not do harm by it.
        if (blow == Blow.STOP_OWNER || blow == Blow.CUT_OWNER) {
            arena.driver().awaitAnswer();
        }
        awaitHealthy(arena);
        assertThat(arena.columns()).isEqualTo(1);
        assertThat(arena.tables()).hasSize(3).allMatch(name -> name.matches("d|t|_vt_hld_.*"));
    }
}
