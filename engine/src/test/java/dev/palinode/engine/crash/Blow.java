package dev.palinode.engine.crash;

import dev.palinode.engine.testing.FlakyLink;
import java.time.Duration;

/** A failure that meets an engine which stands at a place; afterwards some engine drives the shard. */
enum Blow {
    /** {@code kill -9} of the process that drives; another one takes over. */
    KILL_PROXY {
        @Override
        void strike(Arena arena) throws Exception {
            arena.driver().kill();
            arena.takeOver();
        }
    },
    /** SIGSTOP; another one takes over; at the end the first one wakes up in the middle of what it did. */
    STOP_OWNER {
        @Override
        void strike(Arena arena) throws Exception {
            arena.driver().signal("STOP");
            arena.takeOver();
        }

        @Override
        void afterwards(Arena arena) throws Exception {
            arena.driver().signal("CONT");
            arena.driver().go();
            Thread.sleep(AFTERMATH_MILLIS);
        }
    },
    /** Its network takes bytes and delivers none, to a process that goes on; another one takes over; then it is back. */
    CUT_OWNER {
        @Override
        void strike(Arena arena) throws Exception {
            arena.links().forEach(FlakyLink::cut);
            arena.driver().go();
            arena.takeOver();
        }

        /** What it had sent arrives then. */
        @Override
        void afterwards(Arena arena) throws Exception {
            arena.links().forEach(FlakyLink::resume);
            Thread.sleep(AFTERMATH_MILLIS);
            arena.links().forEach(FlakyLink::reset);
        }
    },
    /** Every connection of the engine is killed at the server. */
    KILL_CONNECTIONS {
        @Override
        void strike(Arena arena) throws Exception {
            arena.killConnections();
            arena.driver().go();
        }
    },
    /** The network takes bytes and delivers none for a while, then resets. */
    CUT_NETWORK {
        @Override
        void strike(Arena arena) throws Exception {
            arena.links().forEach(FlakyLink::cut);
            arena.driver().go();
            Thread.sleep(CUT_MILLIS);
            arena.links().forEach(FlakyLink::heal);
        }
    },
    /** For some seconds each answer of the network takes its time. */
    SLOW_NETWORK {
        @Override
        void strike(Arena arena) throws Exception {
            arena.links().forEach(link -> link.slow(DELAY));
            arena.driver().go();
            Thread.sleep(SLOW_MILLIS);
            arena.links().forEach(link -> link.slow(Duration.ZERO));
        }
    },
    /** The engine's connections seem ended by the server, which knows nothing of it. */
    HALF_CLOSE {
        @Override
        void strike(Arena arena) throws Exception {
            arena.links().forEach(FlakyLink::halfClose);
            arena.driver().go();
        }
    },
    /** {@code kill -9} of the server, which is started again. */
    RESTART_SERVER {
        @Override
        void strike(Arena arena) throws Exception {
            arena.cluster().killPrimary();
            arena.driver().go();
            arena.cluster().startPrimary();
        }
    },
    /** {@code kill -9} of the primary, for good; its replica is promoted, by a person and not by us. */
    FAILOVER {
        @Override
        void strike(Arena arena) throws Exception {
            arena.failOver();
            arena.driver().go();
        }
    },
    /** PlannedReparentShard makes the replica the primary, and the primary its replica. */
    PLANNED_REPARENT {
        @Override
        void prepare(Arena arena) {
            arena.follow();
        }

        @Override
        void strike(Arena arena) throws Exception {
            arena.plannedReparent();
        }

        @Override
        void afterwards(Arena arena) {
            ReparentScene.awaitHealthy(arena);
        }
    },
    /** No table can grow any more, of nobody, until there is room again. */
    DISK_FULL {
        @Override
        void strike(Arena arena) throws Exception {
            SmallDisk.fill(arena.cluster().primary());
            arena.driver().go();
            Thread.sleep(FULL_MILLIS);
            SmallDisk.free(arena.cluster().primary());
        }
    };

    private static final long CUT_MILLIS = 3_000;
    private static final long AFTERMATH_MILLIS = 1_500;
    private static final Duration DELAY = Duration.ofMillis(150);
    private static final long SLOW_MILLIS = 5_000;
    private static final long FULL_MILLIS = 3_000;

    /** What has to be so before the writers begin. */
    void prepare(Arena arena) {}

    /** Lets it happen. Afterwards the migration must complete without help. */
    abstract void strike(Arena arena) throws Exception;

    /** What is still to come when the migration is complete. */
    void afterwards(Arena arena) throws Exception {}
}
