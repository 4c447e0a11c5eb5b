package dev.palinode.engine;

import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the engine of the present primary sits. A thread of its own, woken at each change of the primary, takes the old one
 * away without waiting for its server and opens the next, for as long as that takes. Safe for many threads.
 */
final class EngineSeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineSeat.class);

    /** Between two tries to open an engine. */
    private static final long RETRY_MILLIS = 500;

    private static final long CLOSE_MILLIS = 2_000;

    private final Topology topology;
    private final Function<Topology, PalinodeEngine> opener;
    private final PendingOutcomes pending;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "palinode-follow");

    /** Who sits there, and on which server. */
    private record Seated(PalinodeEngine engine, Tablet primary) {}

    private volatile Optional<Seated> seated = Optional.empty();
    private volatile Optional<PalinodeEngine> last = Optional.empty();
    private volatile Optional<PinnedTopology> opening = Optional.empty();
    private volatile String away = "the engine is not open yet";
    private volatile boolean closed;

    /** Whether those who wait for outcomes have not been told yet of the engine that sits there. */
    private volatile boolean unasked;

    EngineSeat(Topology topology, Function<Topology, PalinodeEngine> opener, PendingOutcomes pending) {
        this.topology = topology;
        this.opener = opener;
        this.pending = pending;
        this.thread.setDaemon(true);
    }

    /** Opens the first engine, also when the primary changes meanwhile, and follows from then on. */
    void first() {
        // Before the first one is open: a change meanwhile is not missed.
        topology.listen((before, now, term) -> leave());
        boolean opened = false;
        while (!opened) {
            Tablet primary = topology.primary();
            try {
                seat(primary);
                opened = true;
            } catch (EngineFault e) {
                if (isAt(topology.primary(), primary)) {
                    throw e;
                }
                LOG.warn("{} is not the primary any more: {}", primary.alias(), e.getMessage());
            }
        }
        thread.start();
    }

    /** The engine, unless there is none now. */
    Optional<PalinodeEngine> present() {
        return seated.map(Seated::engine);
    }

    /** The engine that was there last. */
    PalinodeEngine last() {
        return last.orElseThrow(() -> new IllegalStateException("no engine has been opened"));
    }

    boolean isClosed() {
        return closed;
    }

    /** Asks the engine; what a change of the primary has interrupted says so. */
    <T> T call(Function<PalinodeEngine, T> question) {
        PalinodeEngine engine = present().orElseThrow(() -> new EngineFault(EngineFault.Kind.UNAVAILABLE, away));
        try {
            return question.apply(engine);
        } catch (EngineFault e) {
            boolean left = !closed && present().filter(now -> now == engine).isEmpty();
            if (e.kind() == EngineFault.Kind.UNAVAILABLE && left) {
                throw new EngineFault(
                        EngineFault.Kind.UNAVAILABLE,
                        "the primary changed while this was being done, and it may or may not have been done: look, and try"
                                + " again (" + e.getMessage() + ")",
                        e);
            }
            throw e;
        }
    }

    /** The primary is another one now: whoever sits here goes, and nobody waits for it. */
    private void leave() {
        Tablet now = topology.primary();
        Optional<Seated> old = vacate(now);
        if (old.isPresent()) {
            Tablet before = old.get().primary();
            away = (before.alias().equals(now.alias())
                            ? "the primary " + now.alias() + " has moved to " + now.address()
                            : "the primary has changed from " + before.alias() + " to " + now.alias())
                    + ", and the engine is not ready there yet; try again in a moment";
            LOG.warn("{}", away);
            inBackground("palinode-leave-" + before.alias(), old.get().engine()::abandon);
        }
        opening.filter(pinned -> !isAt(pinned.primary(), now)).ifPresent(pinned -> pinned.left(now));
        woken.release();
    }

    /** Who sits here although another one is the primary, and does not any more. */
    private synchronized Optional<Seated> vacate(Tablet primary) {
        Optional<Seated> old = seated.filter(one -> !isAt(one.primary(), primary));
        if (old.isPresent()) {
            seated = Optional.empty();
        }
        return old;
    }

    private static void inBackground(String name, Runnable task) {
        Thread leaving = new Thread(task, name);
        leaving.setDaemon(true);
        leaving.start();
    }

    private void run() {
        String lastTrouble = "";
        while (!closed) {
            try {
                if (settled()) {
                    woken.acquire();
                    woken.drainPermits();
                }
                lastTrouble = "";
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                lastTrouble = told(e, lastTrouble);
                pause();
            }
        }
    }

    /** Says once what is wrong, and with its stack what should never be; the driver's text differs each time, by its times. */
    private static String told(RuntimeException e, String before) {
        String trouble = e.toString().replaceAll("[0-9][0-9.,]* milliseconds", "some milliseconds");
        if (trouble.equals(before)) {
            LOG.debug("the engine still cannot be opened", e);
        } else if (e instanceof EngineFault || e instanceof SetupFault) {
            LOG.warn("the engine cannot be opened yet, and will be tried again: {}", e.getMessage());
        } else {
            LOG.warn("the engine cannot be opened yet, and will be tried again", e);
        }
        return trouble;
    }

    private static boolean isAt(Tablet one, Tablet other) {
        return one.address().equals(other.address());
    }

    /** Does the next thing that is to be done; whether there is nothing. */
    private boolean settled() {
        Optional<Seated> now = seated;
        if (now.isEmpty()) {
            seat(topology.primary());
            return false;
        }
        if (unasked) {
            pending.askAll(now.get().engine(), now.get().primary().alias());
            unasked = false;
        }
        return true;
    }

    private void pause() {
        try {
            boolean early = woken.tryAcquire(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            LOG.trace("next try, woken: {}", early);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void seat(Tablet primary) {
        PinnedTopology pinned = new PinnedTopology(topology, primary);
        opening = Optional.of(pinned);
        PalinodeEngine engine;
        try {
            engine = opener.apply(pinned);
        } finally {
            opening = Optional.empty();
        }
        last = Optional.of(engine);
        unasked = true;
        seated = Optional.of(new Seated(engine, primary));
        LOG.info("the engine works on {} at {}", primary.alias(), primary.address());
        if (closed) {
            engine.close();
        } else if (!isAt(topology.primary(), primary)) {
            leave();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        present().ifPresent(PalinodeEngine::close);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
