package dev.palinode.engine.migration;

import dev.palinode.engine.migration.liveness.LostReview;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.direct.DirectAlters;
import dev.palinode.engine.migration.runner.external.ExternalAlters;
import dev.palinode.engine.migration.runner.partition.PartitionAlters;
import dev.palinode.engine.migration.window.WindowReview;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the migrations of a shard during one tenure. It keeps nothing that is not in the rows: every pass reads
 * them, decides, and changes them, so that any engine can go on after any other. One thread calls {@link #pass}.
 */
public final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    private final EngineContext context;
    private final CopyRunner copy;
    private final ExternalAlters externals;
    private final MigrationTasks tasks;
    private final List<Step> steps;

    private record Step(String name, ReviewStep review) {}

    /**
     * A scheduler; nothing happens before the first pass.
     *
     * @param copy closed with this scheduler
     */
    public Scheduler(EngineContext context, CopyRunner copy) {
        this.context = context;
        this.copy = copy;
        this.tasks = new MigrationTasks(context.config().workers());
        DirectAlters directs = new DirectAlters(context, context.points());
        this.externals = new ExternalAlters(context, context.points());
        PartitionAlters partitions = new PartitionAlters(context, context.points());
        RunningReview running = new RunningReview(context, copy, directs, externals, partitions, tasks);
        this.steps = List.of(
                new Step("lost migrations", new LostReview(context)::review),
                new Step("queue", new QueueReview(context, directs)),
                new Step("order", new OrderReview(context.store())),
                new Step("launcher", new Launcher(context, running::isDriven)),
                new Step("running migrations", running),
                new Step("waiting migrations", new WaitReview(context, running::isDriven)),
                new Step("reverse windows", new WindowReview(context, copy, tasks::submit)::review),
                new Step("artifacts", new ArtifactReview(context, copy, tasks)));
    }

    /** Does everything that can be done now without waiting long, while the lease lasts. */
    public void pass() {
        for (Step step : steps) {
            if (!context.lease().holds()) {
                return;
            }
            try {
                step.review().review();
            } catch (SQLException e) {
                LOG.warn("{}: will be tried again: {}", step.name(), e.toString());
            } catch (RuntimeException e) {
                LOG.error("{} ended with a bug", step.name(), e);
            }
        }
    }

    @Override
    public void close() {
        tasks.interrupt();
        copy.close();
        externals.close();
        tasks.close();
    }
}
