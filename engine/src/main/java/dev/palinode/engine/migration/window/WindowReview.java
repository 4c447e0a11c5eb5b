package dev.palinode.engine.migration.window;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.LeaseLost;
import dev.palinode.engine.sidecar.facts.Revertibility;
import dev.palinode.engine.sidecar.facts.Revertibility.Window;
import dev.palinode.engine.stream.ReverseStreams;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the reverse windows of a shard, one task each. What a task has to know is in the row and in the stream, so that
 * a new engine goes on where the last one was. A window is no running migration: it neither waits for others nor keeps
 * them waiting.
 */
public final class WindowReview {
    private static final Logger LOG = LoggerFactory.getLogger(WindowReview.class);

    private final EngineContext context;
    private final Optional<ReverseStreams> streams;
    private final Revertibility windows;
    private final WindowWatch watch;
    private final BiConsumer<String, Runnable> tasks;

    /** The last trouble of each window. */
    private final Map<MigrationId, String> troubles = new ConcurrentHashMap<>();

    /**
     * A review.
     *
     * @param tasks runs a task unless one of the same key has not ended
     */
    public WindowReview(EngineContext context, CopyRunner copy, BiConsumer<String, Runnable> tasks) {
        this.context = context;
        this.streams = copy.reverse();
        this.windows = context.revertibility();
        this.watch = new WindowWatch(context, copy, windows);
        this.tasks = tasks;
    }

    /** Looks at all open windows. */
    public void review() throws SQLException {
        List<Window> open = streams.isPresent() ? windows.open() : List.of();
        watch.keepOnly(open.stream().map(Window::id).collect(Collectors.toSet()));
        if (open.isEmpty()) {
            return;
        }
        Map<TableName, MigrationId> pending = new HashMap<>();
        context.store().read().pending().forEach(one -> pending.putIfAbsent(one.table(), one.id()));
        for (Window window : open) {
            tasks.accept("window of " + window.id(), () -> drive(window.id(), pending));
        }
    }

    private void drive(MigrationId id, Map<TableName, MigrationId> pending) {
        try {
            Optional<Window> window = windows.find(id);
            Optional<Migration> original = context.store().read().find(id);
            if (window.isPresent() && original.isPresent()) {
                drive(
                        original.get(),
                        window.get(),
                        Optional.ofNullable(pending.get(original.get().table())));
                troubles.remove(id);
            }
        } catch (LeaseLost e) {
            LOG.info("the reverse window of migration {}: left to another engine: {}", id, e.getMessage());
        } catch (SQLException e) {
            trouble(id, SqlFault.describe(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            trouble(id, "internal error: " + e);
        }
    }

    private void trouble(MigrationId id, String message) {
        if (!message.equals(troubles.put(id, message))) {
            LOG.warn("the reverse window of migration {} will be looked at again: {}", id, message);
        }
    }

    private void drive(Migration original, Window window, Optional<MigrationId> pending)
            throws SQLException, InterruptedException {
        ReverseStreams reverse = streams.orElseThrow();
        Optional<String> over = over(original);
        if (over.isPresent()) {
            reverse.forget(original.id());
            windows.close(window, Revertibility.State.NO, "", over.get());
        } else if (!window.until().isAfter(context.store().read().now())) {
            reverse.end(original.id());
            String last = window.state() == Revertibility.State.NO ? "; when it ended: " + window.reason() : "";
            windows.close(
                    window,
                    Revertibility.State.UNKNOWN,
                    window.row(),
                    "the reverse window is over, and nobody watches any more" + last);
        } else {
            watch.look(original, window, reverse, pending);
        }
    }

    /** Why the migration can never be reverted any more. */
    private Optional<String> over(Migration original) throws SQLException {
        if (original.retainArtifacts().isPresent()
                && original.retainArtifacts().get().isNegative()) {
            return Optional.of("CLEANUP was said, by which the old table is given up");
        }
        return context.store()
                .read()
                .lastCompleted(original.table())
                .filter(last -> !last.id().equals(original.id()))
                .map(last -> last.revertedId().equals(Optional.of(original.id()))
                        ? "it was reverted by migration " + last.id()
                        : "migration " + last.id() + " has completed on the table since");
    }
}
