package dev.palinode.engine.crash;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.gc.GcConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is under way when the failure comes, and the places that it passes, in their order. */
enum Walk {
    /** A statement is submitted in the process that is met, and its migration leaves the queue. */
    SUBMIT("submit.locked", "submit.inserted", "submit.stored", "queue.reviewed", "queue.ready", "queue.running") {
        @Override
        Scene scene() {
            return new SubmitScene();
        }
    },
    /** An ALTER that copies. */
    ALTER(
            "alter.named",
            "alter.shadow-created",
            "alter.stream-inserted",
            "copy.inserted",
            "copy.committed",
            "apply.written",
            "apply.committed",
            "verify.begin",
            "verify.range",
            "cutover.intent",
            "cutover.sentry",
            "cutover.locked",
            "cutover.caught-up",
            "cutover.rename-queued",
            "cutover.sentry-dropped",
            "cutover.unlocked",
            "cutover.renamed",
            "cutover.swapped"),
    /** The REVERT of an ALTER that is complete. */
    REVERT(
            "revert.stream-inserted",
            "apply.committed",
            "verify.begin",
            "cutover.locked",
            "cutover.sentry-dropped",
            "cutover.renamed",
            "cutover.swapped"),
    /** The REVERT of an ALTER whose old table is kept in step. */
    WINDOW("revert.taken-over", "cutover.sentry-dropped", "cutover.swapped"),
    /** The old table of an ALTER that is complete comes to its end. */
    GC(
            "gc.due",
            "gc.handed-over",
            "gc.forgotten",
            "gc.cleaned-up",
            "gc.purge",
            "gc.deleted",
            "gc.evac",
            "gc.drop",
            "gc.dropped") {
        @Override
        Scene scene() {
            return new GcScene();
        }

        @Override
        EngineConfig config() {
            GcConfig all = GcConfig.defaults();
            return super.config()
                    .withGc(new GcConfig(Duration.ofMillis(200), all.lifecycle(), Duration.ofSeconds(1), 0));
        }

        /** A MySQL of today drops tables of any size without holding up others, so that nothing is purged there. */
        @Override
        boolean has(String place, Blow blow, boolean mariaDb) {
            return mariaDb || !PURGING.contains(place);
        }
    },
    /** PlannedReparentShard while an ALTER copies. */
    REPARENT(
            "reparent.hold",
            "reparent.demote",
            "reparent.demoted",
            "reparent.caught-up",
            "reparent.promote",
            "reparent.writable",
            "reparent.promoted",
            "reparent.journaled",
            "reparent.followed") {
        @Override
        Scene scene() {
            return new ReparentScene(this);
        }

        @Override
        int replicas() {
            return 2;
        }

        /** A second failover beside this one would be a person's against the command. */
        @Override
        boolean has(String place, Blow blow, boolean mariaDb) {
            return !OTHER_CLUSTERS.contains(blow);
        }
    },
    /** EmergencyReparentShard after the death of the primary, which was in the middle of an ALTER that copies. */
    EMERGENCY(
            "reparent.fence",
            "reparent.stopped",
            "reparent.applied",
            "reparent.promote",
            "reparent.writable",
            "reparent.promoted",
            "reparent.journaled",
            "reparent.followed") {
        @Override
        Scene scene() {
            return new ReparentScene(this);
        }

        @Override
        int replicas() {
            return 2;
        }

        /** The primary is dead already. */
        @Override
        boolean has(String place, Blow blow, boolean mariaDb) {
            return blow != Blow.RESTART_SERVER && !OTHER_CLUSTERS.contains(blow);
        }
    };

    private static final Set<Blow> OTHER_CLUSTERS = Set.of(Blow.FAILOVER, Blow.PLANNED_REPARENT, Blow.DISK_FULL);

    private static final Set<String> PURGING = Set.of("gc.purge", "gc.deleted", "gc.evac");

    private final String places;

    Walk(String... places) {
        this.places = String.join(" ", places);
    }

    Stream<String> places() {
        return Stream.of(places.split(" ", -1));
    }

    /** Whether the failure can come there at all. */
    boolean has(String place, Blow blow, boolean mariaDb) {
        return true;
    }

    /** Whether a copy, or what undoes one, is all there is to it. */
    boolean copies() {
        return this == ALTER || isRevert();
    }

    /** How it begins, and what must have become of it. */
    Scene scene() {
        return new CopyScene(this);
    }

    /** Of the primary. */
    int replicas() {
        return 1;
    }

    /** Engines that do not wait long for anything. */
    EngineConfig config() {
        return EngineConfig.defaults()
                .withPollInterval(Duration.ofMillis(100))
                .withCutoverBackoff(List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    /** Whether it takes back an ALTER, which has to be complete before. */
    boolean isRevert() {
        return this == REVERT || this == WINDOW;
    }

    /** The options of that ALTER, or of this one. */
    String options() {
        return this == WINDOW ? "--reverse-window=1h" : "";
    }
}
