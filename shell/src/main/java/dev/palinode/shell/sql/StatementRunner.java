package dev.palinode.shell.sql;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.RowCursor;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.render.text.Durations;
import dev.palinode.shell.render.text.Visible;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Sends a statement and prints what comes back, as it comes. Used by one thread. */
public final class StatementRunner {
    /** After so many rows what was printed is pushed out, and it is checked that somebody still reads it. */
    private static final int FLUSH_ROWS = 1_000;

    /** The word in front of a DDL statement that is not to be run, but explained. */
    private static final Pattern PLAN = Pattern.compile("(?is)plan\\s+(?=(?:create|alter|drop)\\b)");

    private static final Pattern USE = Pattern.compile("(?i)use\\b");

    /** After these another database may be the current one, or none. */
    private static final Pattern MOVES = Pattern.compile("(?i)(?:use|drop\\s+(?:database|schema))\\b");

    private static final String EXPLAIN = "EXPLAIN VITESS_MIGRATION ";

    /** Who reads the output. */
    public enum Audience {
        /** A person: each result ends with a line that says how it went. */
        PERSON,
        /** A program: rows only. */
        PROGRAM
    }

    /** Warnings that are printed below a result; the rest is counted. */
    private static final int WARNINGS_SHOWN = 5;

    private final SqlClient client;
    private final Output output;
    private final Audience audience;
    private final InstantSource clock;
    private final Consumer<String> echo;
    private boolean left;

    /**
     * Prints to one place.
     *
     * @param client the session to send on
     * @param output flushed after each statement
     * @param audience who reads it
     * @param clock measures how long statements take
     * @param echo is told what commands of the shell send
     */
    public StatementRunner(
            SqlClient client, Output output, Audience audience, InstantSource clock, Consumer<String> echo) {
        this.client = client;
        this.output = output;
        this.audience = audience;
        this.clock = clock;
        this.echo = echo;
    }

    /**
     * Runs one statement to its end; {@code plan} in front of a DDL statement stands for EXPLAIN VITESS_MIGRATION.
     *
     * @param sql its text, without a delimiter
     * @param style how rows are printed
     * @return the names of the columns of its last result; empty when that had no rows
     * @throws SqlFailure when it failed, before or while rows came; the rows that came are printed
     */
    public List<String> run(String sql, Style style) throws SqlFailure {
        output.sink().begin();
        try {
            return send(sql, style);
        } finally {
            output.sink().aside().flush();
            output.writer().flush();
            output.sink().end();
            sayLeft();
        }
    }

    /**
     * Runs one statement to its end, in the usual style.
     *
     * @param sql its text, without a delimiter
     * @throws SqlFailure when it failed
     */
    public void run(String sql) throws SqlFailure {
        run(sql, output.style());
    }

    /**
     * Shows a statement that a command of the shell sends, when that was asked for.
     *
     * @param sql without a delimiter
     */
    public void echo(String sql) {
        echo.accept(sql);
    }

    private List<String> send(String sql, Style style) throws SqlFailure {
        List<String> names = List.of();
        Instant started = clock.instant();
        try (Answer answer = client.run(explained(sql))) {
            boolean more = true;
            while (more) {
                Optional<RowCursor> rows = answer.rows();
                names = rows.map(r -> r.columns().stream().map(c -> c.name()).toList())
                        .orElse(List.of());
                if (rows.isPresent()) {
                    OptionalLong count = print(rows.get(), style);
                    if (count.isEmpty() || (audience == Audience.PROGRAM && unread())) {
                        leaveRows();
                        break;
                    }
                    say(count.getAsLong() == 0 ? "Empty set" : counted(count.getAsLong()) + " in set", answer, started);
                } else {
                    report(sql, answer, started);
                }
                more = answer.more();
                started = clock.instant();
            }
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                client.close();
            } else if (audience == Audience.PERSON && client.cancelled()) {
                client.refreshStatus();
            }
            throw e;
        }
        if (left) {
            client.refreshStatus();
        }
        if (movesDatabase(sql)) {
            client.refreshDatabase();
        }
        return names;
    }

    /** Empty when nobody reads on, and rows are left. */
    private OptionalLong print(RowCursor rows, Style style) throws SqlFailure {
        List<Heading> headings = rows.columns().stream()
                .map(c -> new Heading(c.name(), c.numeric()))
                .toList();
        RowPrinter printer =
                style.printer(headings, output.writer(), output.layout().get());
        long count = 0;
        try {
            for (Optional<List<Optional<String>>> row = rows.next(); row.isPresent(); row = rows.next()) {
                printer.row(row.get());
                if (++count % FLUSH_ROWS == 0 && unread()) {
                    return OptionalLong.empty();
                }
            }
        } finally {
            printer.finish();
        }
        return OptionalLong.of(count);
    }

    private boolean unread() {
        return output.writer().checkError();
    }

    /**
     * Nobody reads the output any more, and what the server would still send is not waited for. The person who has left
     * the pager goes on in this session: its transaction and all that belongs to it must stay.
     */
    private void leaveRows() {
        if (audience == Audience.PERSON) {
            left = true;
            try {
                client.cancel();
                return;
            } catch (SqlFailure e) {
                // Who cannot be asked to stop would send all of it.
                left = false;
            }
        }
        client.abort();
        client.close();
    }

    private void sayLeft() {
        if (left) {
            left = false;
            output.sink().aside().println("(the pager was left: the rest was not fetched, the statement was stopped)");
        }
    }

    private void report(String sql, Answer answer, Instant started) throws SqlFailure {
        if (USE.matcher(SqlText.withoutLead(sql)).lookingAt()) {
            say("Database changed", answer, started);
            return;
        }
        say("Query OK, " + counted(answer.affected()) + " affected", answer, started);
        if (audience == Audience.PERSON && !answer.info().isEmpty()) {
            output.sink().aside().println(answer.info());
        }
    }

    private void say(String what, Answer answer, Instant started) {
        if (audience != Audience.PERSON) {
            return;
        }
        // Before the warnings are asked for, which is a statement of its own.
        String time = Durations.elapsed(Duration.between(started, clock.instant()));
        List<String> warnings = answer.warnings();
        int count = warnings.size();
        String aside = count == 0 ? "" : ", " + count + (count == 1 ? " warning" : " warnings");
        PrintWriter out = output.sink().aside();
        out.println(what + aside + " (" + time + ")");
        warnings.stream().limit(WARNINGS_SHOWN).map(Visible::text).forEach(out::println);
        if (count > WARNINGS_SHOWN) {
            out.println("(" + (count - WARNINGS_SHOWN) + " more; SHOW WARNINGS lists them)");
        }
    }

    private static String counted(long rows) {
        return rows + (rows == 1 ? " row" : " rows");
    }

    private static String explained(String sql) {
        String bare = SqlText.withoutLead(sql);
        return PLAN.matcher(bare).lookingAt() ? PLAN.matcher(bare).replaceFirst(EXPLAIN) : sql;
    }

    private static boolean movesDatabase(String sql) {
        return MOVES.matcher(SqlText.withoutLead(sql)).lookingAt();
    }
}
