package dev.palinode.engine.topo.store;

import dev.palinode.engine.topo.store.TopoStore.Entry;
import dev.palinode.engine.topo.store.TopoStore.Watcher;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of every store: a thread that reads all there is, again and again, and tells when it is not what it was.
 * What the store itself says of changes only wakes the thread, so that a word of it that is lost delays a change and
 * loses none.
 */
public final class WatchLoop implements TopoStore.Watch {
    private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);

    /** How soon a store that was away is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Above any look that is interrupted. */
    private static final long CLOSE_MILLIS = 2000;

    private final Supplier<NavigableMap<String, Entry>> read;
    private final Watcher watcher;
    private final Duration every;
    private final Runnable onClose;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private Optional<NavigableMap<String, Entry>> known = Optional.empty();
    private boolean away;

    private WatchLoop(
            String name,
            Supplier<NavigableMap<String, Entry>> read,
            Watcher watcher,
            Duration every,
            Runnable onClose) {
        this.read = read;
        this.watcher = watcher;
        this.every = every;
        this.onClose = onClose;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Starts the thread.
     *
     * @param read reads all that is watched; throws {@link TopoFault} while the store is away
     * @param every how often to read when nobody wakes us
     * @param onClose called once the watch is closed
     */
    public static WatchLoop start(
            String name,
            Supplier<NavigableMap<String, Entry>> read,
            Watcher watcher,
            Duration every,
            Runnable onClose) {
        WatchLoop loop = new WatchLoop(name, read, watcher, every, onClose);
        loop.thread.start();
        return loop;
    }

    /** There may be something new. */
    public void wake() {
        wakes.release();
    }

    private void run() {
        while (!closed) {
            look();
            try {
                Duration pause = away && RETRY.compareTo(every) < 0 ? RETRY : every;
                if (wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() {
        NavigableMap<String, Entry> now;
        try {
            now = read.get();
        } catch (RuntimeException e) {
            if (!away && !closed) {
                away = true;
                boolean told = tell(() -> watcher.away(String.valueOf(e.getMessage())));
                LOG.debug("the store is away, told: {}", told, e);
            }
            return;
        }
        if (!closed && (away || known.filter(now::equals).isEmpty())) {
            away = false;
            // A watcher that fails is told again.
            known = tell(() -> watcher.seen(now)) ? Optional.of(now) : Optional.empty();
        }
    }

    private boolean tell(Runnable word) {
        try {
            word.run();
            return true;
        } catch (RuntimeException e) {
            LOG.error("a watcher of the topology failed", e);
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        onClose.run();
        try {
            if (Thread.currentThread() != thread) {
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
