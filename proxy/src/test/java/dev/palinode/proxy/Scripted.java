package dev.palinode.proxy;

import dev.palinode.engine.model.RowSet;
import dev.palinode.proxy.intercept.SessionState;
import dev.palinode.proxy.intercept.StatementRouter;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A router that treats a few statements as its own, one for each way to treat them. */
final class Scripted implements StatementRouter {
    static final RowSet ROWS = new RowSet(
            List.of(
                    new RowSet.Column("name", RowSet.Type.TEXT),
                    new RowSet.Column("number", RowSet.Type.INTEGER),
                    new RowSet.Column("part", RowSet.Type.DOUBLE),
                    new RowSet.Column("at", RowSet.Type.TIMESTAMP),
                    new RowSet.Column("nothing", RowSet.Type.TEXT)),
            List.of(
                    List.of(
                            Optional.of("é one"),
                            Optional.of("-7"),
                            Optional.of("2.5"),
                            Optional.of("2026-11-21 01:02:03.000004"),
                            Optional.empty()),
                    List.of(
                            Optional.of(""),
                            Optional.of("9223372036854775807"),
                            Optional.of("0"),
                            Optional.of("2026-11-21 00:00:00"),
                            Optional.empty())));

    @Override
    public Route route(SessionState state, String sql) {
        String words = sql.trim().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (words.startsWith("show vitess_rows")) {
            return new Route.Answer(new Reply.Rows(ROWS));
        }
        if (words.startsWith("show vitess_error")) {
            return new Route.Answer(new Reply.Err(1210, "HY000", "no such thing"));
        }
        if (words.startsWith("show vitess_database")) {
            return new Route.Answer(new Reply.Rows(new RowSet(
                    List.of(new RowSet.Column("db", RowSet.Type.TEXT)), List.of(List.of(state.database())))));
        }
        if (words.startsWith("alter vitess_slow")) {
            return new Route.Work(
                    () -> {
                        sleep();
                        return new Reply.Ok(3);
                    },
                    false,
                    List.of());
        }
        if (words.startsWith("alter vitess_commit")) {
            return new Route.Work(() -> new Reply.Ok(1), true, List.of());
        }
        if (words.startsWith("select vitess_seven")) {
            return new Route.ForwardInstead("SELECT 7 AS seven");
        }
        return new Route.Forward();
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
