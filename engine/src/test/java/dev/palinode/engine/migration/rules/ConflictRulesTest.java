package dev.palinode.engine.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConflictRulesTest {
    private static final Optional<Instant> SOME_TIME = Optional.of(Instant.EPOCH);

    /** A migration with the few facts that the rules look at. */
    private record Facts(
            long sequence,
            String table,
            DdlAction action,
            MigrationStatus status,
            boolean concurrent,
            boolean postponeLaunch,
            boolean postponeCompletion,
            boolean wasReady) {

        static Facts alter(long sequence, String table, MigrationStatus status) {
            return new Facts(sequence, table, DdlAction.ALTER, status, false, false, false, false);
        }

        Facts withConcurrent() {
            return new Facts(sequence, table, action, status, true, postponeLaunch, postponeCompletion, wasReady);
        }

        Facts withAction(DdlAction other) {
            return new Facts(sequence, table, other, status, concurrent, postponeLaunch, postponeCompletion, wasReady);
        }

        Facts onceReady() {
            return new Facts(sequence, table, action, status, concurrent, postponeLaunch, postponeCompletion, true);
        }

        Facts postponed(boolean launch, boolean completion) {
            return new Facts(sequence, table, action, status, concurrent, launch, completion, wasReady);
        }

        Migration migration() {
            return new Migration(
                    sequence,
                    MigrationId.generate(),
                    new TableName("ks", table),
                    action,
                    "",
                    "vitess",
                    "",
                    status,
                    "",
                    Optional.empty(),
                    List.of(),
                    "",
                    false,
                    postponeLaunch,
                    postponeCompletion,
                    0,
                    Optional.empty(),
                    Duration.ofSeconds(10),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    concurrent,
                    action != DdlAction.ALTER,
                    0,
                    SOME_TIME,
                    Optional.empty(),
                    wasReady ? SOME_TIME : Optional.empty(),
                    Optional.empty(),
                    SessionSettings.GLOBAL,
                    false,
                    0);
        }
    }

    private static boolean mayStart(Facts ready, Facts... others) {
        Migration candidate = ready.migration();
        List<Migration> pending = new ArrayList<>(List.of(candidate));
        for (Facts other : others) {
            pending.add(other.migration());
        }
        return new ConflictRules(pending, 256, 1).obstacle(candidate).isEmpty();
    }

    private static Facts running(String table) {
        return Facts.alter(1, table, MigrationStatus.RUNNING);
    }

    private static Facts ready(String table) {
        return Facts.alter(2, table, MigrationStatus.READY);
    }

    @Test
    void byDefaultOneRunsAtATime() {
        assertThat(mayStart(ready("b"))).isTrue();
        assertThat(mayStart(ready("b"), running("a"))).isFalse();
        assertThat(mayStart(ready("b").withAction(DdlAction.DROP), running("a")))
                .isFalse();
    }

    @Test
    void concurrentOnesRunBesideOneThatIsNot() {
        Facts drop = ready("b").withAction(DdlAction.DROP).withConcurrent();
        assertThat(mayStart(drop, running("a"))).isTrue();
        assertThat(mayStart(ready("b"), running("a").withConcurrent().onceReady()))
                .isTrue();
    }

    @Test
    void aSecondConcurrentCopyWaitsUntilTheFirstWasReady() {
        Facts alter = ready("b").withConcurrent();
        assertThat(mayStart(alter, running("a").withConcurrent())).isFalse();
        assertThat(mayStart(alter, running("a").withConcurrent().onceReady())).isTrue();
    }

    @Test
    void theSameTableIsNeverSharedAndKeepsItsOrder() {
        Facts drop = ready("a").withAction(DdlAction.DROP).withConcurrent();
        assertThat(mayStart(drop, running("a").withConcurrent().onceReady())).isFalse();
        assertThat(mayStart(drop, Facts.alter(1, "a", MigrationStatus.READY))).isFalse();
        assertThat(mayStart(drop, Facts.alter(3, "a", MigrationStatus.READY))).isTrue();
        assertThat(mayStart(drop, Facts.alter(1, "a", MigrationStatus.QUEUED))).isTrue();
    }

    @Test
    void theNumberOfRunningOnesIsBounded() {
        Migration candidate =
                ready("b").withConcurrent().withAction(DdlAction.DROP).migration();
        List<Migration> pending = List.of(candidate, running("a").migration());
        assertThat(new ConflictRules(pending, 1, 1).obstacle(candidate).isEmpty())
                .isFalse();
        assertThat(new ConflictRules(pending, 2, 1).obstacle(candidate).isEmpty())
                .isTrue();
    }

    @Test
    void whatIsPostponedStaysInTheQueue() {
        Facts alter = Facts.alter(1, "a", MigrationStatus.QUEUED);
        Facts drop = alter.withAction(DdlAction.DROP);
        assertThat(held(alter)).isEmpty();
        assertThat(held(alter.postponed(true, false))).isEqualTo("postponed: waiting for LAUNCH");
        assertThat(held(alter.postponed(false, true))).isEmpty();
        assertThat(held(drop.postponed(false, true))).isEqualTo("postponed: waiting for COMPLETE");
    }

    private static String held(Facts facts) {
        return ConflictRules.heldInQueue(facts.migration()).orElse("");
    }

    @Test
    void aCopyWaitsForOthersAlsoWhenItRunsAlone() {
        assertThat(mayStart(ready("b"), running("a").withConcurrent())).isFalse();
        Migration candidate = ready("b").withConcurrent().migration();
        Migration other = running("a").withConcurrent().migration();
        assertThat(new ConflictRules(List.of(other, candidate), 256, 2).obstacle(candidate))
                .isEmpty();
        assertThat(new ConflictRules(List.of(other, candidate), 256, 1).obstacle(candidate))
                .contains("waiting for the copy of migration " + other.id());
    }
}
