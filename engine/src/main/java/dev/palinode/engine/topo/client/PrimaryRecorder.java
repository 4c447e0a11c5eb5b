package dev.palinode.engine.topo.client;

import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.TopoFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down in the topology who the primary of a shard is, on a thread of its own: a store that is away holds nobody
 * up, and hears of it when it is back. Only the last word counts.
 */
public final class PrimaryRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryRecorder.class);

    /** A change of the primary is written into the journal a moment after it is seen. */
    private static final long PROMOTIONS_MILLIS = 1_000;

    private final TopoEditor editor;
    private final String keyspace;
    private final String shard;
    private final Duration retry;
    private final ScheduledExecutorService thread;
    private Optional<Word> latest = Optional.empty();

    /** What was written down; of the thread alone. */
    private long promotion;

    private record Word(TabletAlias primary, Instant termStart) {}

    /**
     * A recorder for one shard.
     *
     * @param retry how soon to try again when the store is away
     */
    public PrimaryRecorder(TopoEditor editor, String keyspace, String shard, Duration retry) {
        this.editor = editor;
        this.keyspace = keyspace;
        this.shard = shard;
        this.retry = retry;
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "palinode-topo-recorder");
            made.setDaemon(true);
            return made;
        });
        one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.thread = one;
    }

    /**
     * The primary is this one. Returns at once.
     *
     * @param termStart since when
     */
    public void record(String alias, Instant termStart) {
        synchronized (this) {
            latest = Optional.of(new Word(TabletAlias.parse(alias), termStart));
        }
        if (!thread.isShutdown()) {
            thread.execute(this::write);
        }
    }

    /**
     * From now on, writes down the last promotion as well, whenever that is another one.
     *
     * @param newest in nanoseconds since 1970; 0 if there was none
     */
    public void recordPromotions(LongSupplier newest) {
        var unused = thread.scheduleWithFixedDelay(
                () -> writePromotion(newest), 0, PROMOTIONS_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** An exception would end the schedule for good. */
    private void writePromotion(LongSupplier newest) {
        try {
            long now = newest.getAsLong();
            if (now > promotion) {
                editor.setPromotion(keyspace, shard, now);
                promotion = now;
            }
        } catch (TopoFault e) {
            LOG.debug("the last promotion in {}/{} cannot be written down yet", keyspace, shard, e);
        } catch (RuntimeException e) {
            LOG.warn("the last promotion in {}/{} could not be written down", keyspace, shard, e);
        }
    }

    private synchronized Optional<Word> pending() {
        return latest;
    }

    private synchronized void done(Word word) {
        latest = latest.filter(now -> !now.equals(word));
    }

    private void write() {
        Optional<Word> word = pending();
        if (word.isEmpty()) {
            return;
        }
        try {
            editor.setPrimary(keyspace, shard, word.get().primary(), word.get().termStart());
            done(word.get());
        } catch (TopoFault e) {
            if (e.kind() == TopoFault.Kind.AWAY || e.kind() == TopoFault.Kind.BUSY) {
                LOG.debug("the primary of {}/{} cannot be written down yet", keyspace, shard, e);
                var unused = thread.schedule(this::write, retry.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                LOG.warn("the primary of {}/{} is not written down: {}", keyspace, shard, e.getMessage());
                done(word.get());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
