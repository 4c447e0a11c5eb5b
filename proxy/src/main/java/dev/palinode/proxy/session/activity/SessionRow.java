package dev.palinode.proxy.session.activity;

import dev.palinode.engine.model.RowSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A session as {@code SHOW VITESS_SESSIONS} tells it.
 *
 * @param id the id in the greeting
 * @param backendId the server's id of its backend connection
 * @param tablet where that leads
 * @param ddlStrategy as the session has set it
 */
public record SessionRow(
        int id,
        Optional<Long> backendId,
        String user,
        String host,
        Optional<String> schema,
        Optional<String> tablet,
        Activity.Snapshot activity,
        String ddlStrategy) {

    /** The columns of {@link #result}. */
    public static final List<RowSet.Column> COLUMNS = List.of(
            new RowSet.Column("id", RowSet.Type.INTEGER),
            new RowSet.Column("backend_id", RowSet.Type.INTEGER),
            new RowSet.Column("user", RowSet.Type.TEXT),
            new RowSet.Column("host", RowSet.Type.TEXT),
            new RowSet.Column("db", RowSet.Type.TEXT),
            new RowSet.Column("tablet", RowSet.Type.TEXT),
            new RowSet.Column("command", RowSet.Type.TEXT),
            new RowSet.Column("time", RowSet.Type.DOUBLE),
            new RowSet.Column("state", RowSet.Type.TEXT),
            new RowSet.Column("info", RowSet.Type.TEXT),
            new RowSet.Column("transaction_time", RowSet.Type.DOUBLE),
            new RowSet.Column("pinned_by", RowSet.Type.TEXT),
            new RowSet.Column("ddl_strategy", RowSet.Type.TEXT),
            new RowSet.Column("bytes_received", RowSet.Type.INTEGER),
            new RowSet.Column("bytes_sent", RowSet.Type.INTEGER));

    /** The rows as a result, in the order of their ids. */
    public static RowSet result(List<SessionRow> rows) {
        return new RowSet(
                COLUMNS,
                rows.stream()
                        .sorted((one, other) -> Integer.compare(one.id(), other.id()))
                        .map(SessionRow::values)
                        .toList());
    }

    private List<Optional<String>> values() {
        return List.of(
                Optional.of(String.valueOf(id)),
                backendId.map(String::valueOf),
                text(user),
                text(host),
                schema,
                tablet,
                text(activity.command()),
                seconds(activity.nanos()),
                text(activity.state()),
                text(activity.info()),
                activity.transactionNanos() == 0 ? Optional.empty() : seconds(activity.transactionNanos()),
                text(activity.pinned()),
                text(ddlStrategy),
                Optional.of(String.valueOf(activity.received())),
                Optional.of(String.valueOf(activity.sent())));
    }

    private static Optional<String> text(String value) {
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    private static Optional<String> seconds(long nanos) {
        return Optional.of(String.format(Locale.ROOT, "%.3f", nanos / 1e9));
    }
}
