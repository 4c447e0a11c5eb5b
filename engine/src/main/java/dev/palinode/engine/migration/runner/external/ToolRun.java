package dev.palinode.engine.migration.runner.external;

import dev.palinode.engine.migration.runner.external.tool.RunDirectory;
import dev.palinode.engine.migration.runner.external.tool.Tool;
import dev.palinode.engine.migration.runner.external.tool.ToolProgress;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationPhase;
import dev.palinode.engine.model.stream.Work;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sidecar.facts.ProgressStore;
import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Decision;
import dev.palinode.engine.throttle.Throttle;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program at work for one migration, in this process. One thread at a time, except for {@link #close}. */
final class ToolRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ToolRun.class);

    private final MigrationId id;
    private final AppName app;
    private final RunDirectory directory;
    private final ToolProcess process;
    private final ToolLog log;
    private final long tableRows;
    private boolean released;
    private double storedRatio = Double.NaN;

    ToolRun(Tool tool, MigrationId id, RunDirectory directory, ToolProcess process, ToolLog log, long tableRows) {
        this.id = id;
        this.app = app(tool, id);
        this.directory = directory;
        this.process = process;
        this.log = log;
        this.tableRows = tableRows;
    }

    /** By which name the throttler knows it. */
    static AppName app(Tool tool, MigrationId id) {
        return new AppName(tool.name() + ":" + id.uuid() + ":" + AppName.ONLINE_DDL);
    }

    long pid() {
        return process.pid();
    }

    /** Waits for its end for so long at most. */
    boolean hasEnded(Duration wait) throws InterruptedException {
        return process.hasEnded(wait);
    }

    /** How it has ended, for people. */
    String verdict() {
        String said = log.verdict();
        return said.isEmpty() ? "the program ended with status " + process.status() + " and said nothing" : said;
    }

    int status() {
        return process.status();
    }

    boolean isReleased() {
        return released;
    }

    /** From now on it may swap, and nothing throttles it. */
    void release() throws IOException {
        directory.allowSwap();
        released = true;
    }

    /** Stores what it has said and how far it is; whether it could swap now. */
    boolean tell(ProgressStore store, MigrationRequests history) throws SQLException {
        for (String line : log.take()) {
            history.note(id, line);
        }
        ToolProgress progress = log.progress();
        long total = progress.total() >= 0 ? progress.total() : tableRows;
        long rows = progress.rows() >= 0 ? progress.rows() : Math.round(total * progress.percent() / 100);
        Work work = new Work(rows, total, progress.percent() / 100, Optional.of(progress.eta()));
        store.set(
                id,
                new ProgressStore.Progress(
                        progress.percent(),
                        rows,
                        total,
                        progress.eta(),
                        progress.lag(),
                        progress.ready(),
                        progress.ready() ? MigrationPhase.WAITING : MigrationPhase.COPY,
                        progress.ready() ? Optional.empty() : Optional.of(work)));
        return progress.ready();
    }

    /** Stores the end of what it has said. */
    void tellEnd(MigrationRequests history) throws SQLException {
        for (List<String> lines : List.of(log.take(), log.takeLast())) {
            for (String line : lines) {
                history.note(id, line);
            }
        }
    }

    /** Pauses it or lets it go on, as the throttler says. */
    void throttle(Throttle throttle, MigrationStore store) throws SQLException, IOException {
        if (released) {
            return;
        }
        Decision decision = throttle.check(app);
        directory.pause(!decision.ok());
        if (!decision.ok()) {
            store.setThrottled(id, app.name().split(":", 2)[0], decision.message());
        }
        OptionalDouble ratio = throttle.userRatio(id);
        if (ratio.isPresent()
                && ratio.getAsDouble() != storedRatio
                && store.setUserThrottleRatio(id, ratio.getAsDouble())) {
            storedRatio = ratio.getAsDouble();
        }
    }

    /** Kills the program and removes its files. Its tables and triggers stay. */
    @Override
    public void close() {
        process.close();
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("files of migration {} are left: {}", id, e.toString());
        }
    }
}
