package dev.palinode.proxy.gate.shard;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.TableGate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffers what clients begin on a shard whose primary is being changed ({@link #hold}) or was lost
 * ({@link #primaryLost}). It is a {@link TableGate} with one table, the shard, which every command touches: commands of
 * open transactions pass, others wait in order. Safe for many threads.
 */
public final class ShardBuffer implements ShardGate {
    private static final Logger LOG = LoggerFactory.getLogger(ShardBuffer.class);

    /** How often somebody looks whether there is a primary again. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** The loss ends before the gate would open by itself. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Set<TableName> SHARD = Set.of(new TableName("shard", "shard"));

    /** Looks whether there is a primary again. */
    public interface Recovery {
        /** Looks without blocking; tells what it sees on any thread. */
        void look(Consumer<Boolean> seen);
    }

    private final ScheduledExecutorService timer;
    private final BufferOptions options;
    private final TableGate gate;
    private final BufferCounts counts = new BufferCounts();
    private Optional<Loss> loss = Optional.empty();
    private Optional<Long> lastEnd = Optional.empty();

    /**
     * A buffer in which nobody waits.
     *
     * @param timer ends waits and looks for primaries; its tasks are short
     */
    public ShardBuffer(ScheduledExecutorService timer, BufferOptions options) {
        this.timer = timer;
        this.options = options;
        this.gate = new TableGate(timer, options.size(), options.window());
    }

    /** The longest wait of one statement. */
    public Duration window() {
        return options.window();
    }

    /** What was counted. */
    public BufferCounts counts() {
        return counts;
    }

    /** How many statements wait now. */
    public int waiting() {
        return gate.waiting();
    }

    /** A session's side; it enters with the filter of everything. */
    public GateSession newSession(Executor eventLoop, Supplier<String> describe) {
        return gate.newSession(eventLoop, describe);
    }

    @Override
    public Hold hold(Duration budget) throws InterruptedException {
        counts.started();
        TrafficGate.Closed closed = gate.close(SHARD, budget, budget.plus(options.maxFailoverDuration()));
        return new Hold() {
            @Override
            public List<String> blockers() {
                return closed.blockers();
            }

            @Override
            public void close() {
                closed.close();
            }
        };
    }

    /**
     * The primary cannot be reached, or takes no writes. From now on what begins waits, until the recovery sees a primary,
     * or for the longest time of a failover.
     *
     * @return false if nobody is to wait, because there was a loss not long ago
     */
    public synchronized boolean primaryLost(Recovery recovery) {
        if (loss.isPresent()) {
            return true;
        }
        long now = System.nanoTime();
        boolean tooRecent = lastEnd.isPresent()
                && now - lastEnd.get() < options.minTimeBetweenFailovers().toNanos();
        if (tooRecent || options.size() == 0) {
            counts.skipped();
            return false;
        }
        try {
            Loss begun = new Loss(
                    recovery, gate.shut(SHARD, options.maxFailoverDuration().plus(GRACE)), now);
            loss = Optional.of(begun);
            begun.lookLater();
            begun.endInTime();
        } catch (RejectedExecutionException shutDown) {
            return false;
        }
        counts.started();
        LOG.warn("the primary was lost: new transactions wait for another one");
        return true;
    }

    private synchronized void end(Loss ended, String why) {
        if (loss.filter(current -> current == ended).isEmpty()) {
            return;
        }
        loss = Optional.empty();
        lastEnd = Optional.of(System.nanoTime());
        LOG.info("{} statements go on after {} ms: {}", gate.waiting(), ended.millis(), why);
        ended.closed.close();
    }

    private synchronized boolean isOver(Loss one) {
        return loss.filter(current -> current == one).isEmpty();
    }

    /** A time without a primary. */
    private final class Loss {
        private final Recovery recovery;
        private final TrafficGate.Closed closed;
        private final long since;

        Loss(Recovery recovery, TrafficGate.Closed closed, long since) {
            this.recovery = recovery;
            this.closed = closed;
            this.since = since;
        }

        long millis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        }

        /** Whether or not a look ever comes to its end. */
        void endInTime() {
            ScheduledFuture<?> unused = timer.schedule(
                    () -> end(this, "no primary was seen in time"),
                    options.maxFailoverDuration().toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        void lookLater() {
            ScheduledFuture<?> unused = timer.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void look() {
            if (isOver(this)) {
                return;
            }
            recovery.look(seen -> {
                try {
                    if (seen) {
                        end(this, "there is a primary");
                    } else {
                        lookLater();
                    }
                } catch (RejectedExecutionException shutDown) {
                    end(this, "the proxy stops");
                }
            });
        }
    }
}
