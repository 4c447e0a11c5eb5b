package dev.palinode.engine.stream;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.copy.RangeCutter;
import dev.palinode.engine.stream.plan.PlanBuilder;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a new stream into the sidecar. */
public final class StreamPlan {
    /** More ranges than copiers, so that an uneven one does not keep the others waiting. */
    private static final int RANGES_PER_COPIER = 4;

    private StreamPlan() {}

    /** Rows cannot be carried from one table to the other; the message says why. */
    public static final class Impossible extends Exception {
        private static final long serialVersionUID = 1L;

        Impossible(String message) {
            super(message);
        }

        Impossible(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A stream that copies all rows, from the present on. */
    public static void create(
            StreamContext context, MigrationId workflow, RowPlan plan, Map<String, String> renames, boolean verify)
            throws SQLException {
        Position now = context.db().with(context.db().dialect()::currentPosition);
        List<CopyCursor> ranges = context.db()
                .with(connection -> RangeCutter.cut(connection, plan, RANGES_PER_COPIER * context.copiers()));
        insert(context, row(context, workflow, plan, renames, verify, now, ""), ranges, Optional.empty());
    }

    /** A stream that has nothing to copy, from a position in the past on. */
    public static void createRevert(
            StreamContext context,
            MigrationId workflow,
            TableDef source,
            TableDef target,
            Map<String, String> renames,
            boolean verify,
            StreamRow from)
            throws SQLException, Impossible {
        RowPlan plan = plan(source, target, renames);
        StreamRow row = row(context, workflow, plan, renames, verify, from.position(), from.parked());
        insert(context, row, List.of(), Optional.of(from.workflow()));
    }

    private static RowPlan plan(TableDef source, TableDef target, Map<String, String> renames) throws Impossible {
        try {
            return PlanBuilder.build(source, target, renames);
        } catch (PlanBuilder.NoPlan e) {
            throw new Impossible(String.valueOf(e.getMessage()), e);
        }
    }

    private static StreamRow row(
            StreamContext context,
            MigrationId workflow,
            RowPlan plan,
            Map<String, String> renames,
            boolean verify,
            Position position,
            String parked) {
        return new StreamRow(
                workflow,
                plan.sourceName(),
                plan.targetName(),
                renames,
                plan.source().createStatement(),
                plan.target().createStatement(),
                verify,
                position,
                parked,
                StreamRow.State.RUNNING,
                "",
                context.clock().instant());
    }

    private static void insert(
            StreamContext context, StreamRow row, List<CopyCursor> ranges, Optional<MigrationId> from)
            throws SQLException {
        context.db().inTransaction(tx -> {
            context.streams().insert(tx, row);
            if (from.isPresent()) {
                context.streams().inheritTime(tx, from.get(), row.workflow());
            }
            context.cursors().insert(tx, row.workflow(), ranges);
            context.fence().check(tx);
            return true;
        });
    }
}
