package dev.palinode.proxy.intercept.answer;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few shapes that our answers have. */
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final int EXCERPT_LENGTH = 80;

    /** The columns of {@link #uuids}. */
    public static final List<RowSet.Column> UUID = List.of(new RowSet.Column("uuid", RowSet.Type.TEXT));

    private Answers() {}

    public static Route ok() {
        return new Route.Answer(new Reply.Ok(0));
    }

    public static Route refuse(EngineFault.Kind kind, String message) {
        return new Route.Answer(new Reply.Err(kind.errno(), kind.sqlState(), message));
    }

    /** Work without rows, whose faults become error replies. */
    public static Route work(boolean commitsFirst, Supplier<Reply> work) {
        return work(commitsFirst, List.of(), work);
    }

    /** Work whose faults become error replies, and whose rows have these columns. */
    public static Route work(boolean commitsFirst, List<RowSet.Column> columns, Supplier<Reply> work) {
        return work(commitsFirst, columns, Lane.ORDINARY, work);
    }

    /** The same with threads of its own kind. */
    public static Route work(boolean commitsFirst, List<RowSet.Column> columns, Lane lane, Supplier<Reply> work) {
        return new Route.Work(() -> guarded(work), commitsFirst, columns, lane);
    }

    /** Work whose answer comes later; its faults become error replies. */
    public static Route waiting(boolean commitsFirst, Supplier<Route.Waiting.Begun> work) {
        return new Route.Waiting(
                () -> {
                    try {
                        return work.get();
                    } catch (RuntimeException fault) {
                        return new Route.Waiting.Begun(CompletableFuture.completedFuture(error(fault)), "");
                    }
                },
                commitsFirst);
    }

    private static Reply guarded(Supplier<Reply> work) {
        try {
            return work.get();
        } catch (RuntimeException fault) {
            return error(fault);
        }
    }

    private static Reply error(RuntimeException fault) {
        if (fault instanceof EngineFault known) {
            return Reply.Err.of(known);
        }
        LOG.error("a statement failed in an unexpected way", fault);
        return Reply.Err.of(new EngineFault(EngineFault.Kind.REFUSED, "Internal error: " + fault, fault));
    }

    /** The answer to a submission: one column, one row per migration. */
    public static Reply uuids(List<MigrationId> ids) {
        return new Reply.Rows(new RowSet(
                UUID, ids.stream().map(id -> List.of(Optional.of(id.uuid()))).toList()));
    }

    /** The beginning of a statement, for a message. */
    public static String excerpt(String statement) {
        return statement.length() > EXCERPT_LENGTH ? statement.substring(0, EXCERPT_LENGTH) + "…" : statement;
    }
}
