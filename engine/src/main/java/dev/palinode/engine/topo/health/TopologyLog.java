package dev.palinode.engine.topo.health;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.topo.Tablet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of a shard's tablets, each thing once. Confined to one thread at a time. */
final class TopologyLog {
    private static final Logger LOG = LoggerFactory.getLogger(TopologyLog.class);

    /** A planned change of the primary takes less, as a rule. */
    private static final Duration READ_ONLY_FOR_LONG = Duration.ofSeconds(20);

    private final String shard;
    private String lastWarning = "";
    private Optional<Instant> readOnlySince = Optional.empty();
    private boolean toldReadOnly;

    /** Of one shard, {@code keyspace/shard}. */
    TopologyLog(String shard) {
        this.shard = shard;
    }

    /** A tablet that was seen. */
    void seen(@Nullable TabletHealth before, TabletHealth now) {
        boolean was = before == null || before.alive();
        if (was && !now.alive()) {
            LOG.warn("tablet {}", now.describe());
        } else if (before != null && (!was || before.writable() != now.writable()) && now.alive()) {
            LOG.info("tablet {}", now.describe());
        }
    }

    /** What a person should look at; empty if nothing. */
    void warning(String warning) {
        if (!warning.equals(lastWarning)) {
            lastWarning = warning;
            if (!lastWarning.isEmpty()) {
                LOG.error("{}: {}", shard, lastWarning);
            }
        }
    }

    /** A primary that was restarted is as its configuration file says. */
    void primary(TabletHealth primary) {
        boolean readOnly = primary.alive()
                && !primary.writable()
                && primary.state().orElseThrow().replication().isEmpty();
        if (!readOnly) {
            readOnlySince = Optional.empty();
            toldReadOnly = false;
            return;
        }
        Instant since = readOnlySince.orElse(primary.seen());
        readOnlySince = Optional.of(since);
        if (!toldReadOnly && primary.seen().isAfter(since.plus(READ_ONLY_FOR_LONG))) {
            toldReadOnly = true;
            LOG.error(
                    "{}: the primary {} is read-only for {} s, replicates from nobody, and no other tablet is the primary;"
                            + " unless that is on purpose: VTCTL SetWritable {} true",
                    shard,
                    primary.alias(),
                    READ_ONLY_FOR_LONG.toSeconds(),
                    primary.alias());
        }
    }

    /** Another tablet is the primary now. */
    void changed(Tablet before, Tablet now, long term) {
        LOG.warn(
                "{}: the primary is {} at {} now, and not {} any more (term {})",
                shard,
                now.alias(),
                now.address(),
                before.alias(),
                term);
    }

    /** The primary has another address. */
    void moved(Tablet before, Tablet now, long term) {
        LOG.warn(
                "{}: the primary {} is at {} now, and not at {} any more (term {})",
                shard,
                now.alias(),
                now.address(),
                before.address(),
                term);
    }

    /** The same; what is missing by what was seen last, a moment before. */
    void loss(TabletHealth before, TabletHealth now) {
        Optional<Position> had = before.state().flatMap(ServerState::executed);
        Optional<Position> has = now.state().flatMap(ServerState::executed);
        if (had.isPresent() && has.isPresent() && !has.get().contains(had.get())) {
            LOG.error(
                    "{}: {} lacks transactions that {} had; they are lost, unless they are taken from there. {} had {}, {}"
                            + " has {}",
                    shard,
                    now.alias(),
                    before.alias(),
                    before.alias(),
                    had.get().encode(),
                    now.alias(),
                    has.get().encode());
        }
    }
}
