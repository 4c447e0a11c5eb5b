package dev.palinode.shell.command;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.RowCursor;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.render.Durations;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.Style;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sends a statement and prints what comes back, as it comes. Used by one thread. */
public final class StatementRunner {
    /** After so many rows what was printed is pushed out, and it is checked that somebody still reads it. */
    private static final int FLUSH_ROWS = 1_000;

    /** The word in front of a DDL statement that is not to be run, but explained. */
    private static final Pattern PLAN = Pattern.compile("(?is)plan\\s+(?=(?:create|alter|drop)\\b)");

    private static final String EXPLAIN = "EXPLAIN VITESS_MIGRATION ";

    /** Who reads the output. */
    public enum Audience {
        /** A person: each result ends with a line that says how it went. */
        PERSON,
        /** A program: rows only. */
        PROGRAM
    }

    private final SqlClient client;
    private final PrintWriter out;
    private final Audience audience;
    private final InstantSource clock;

    /**
     * Prints to one place.
     *
     * @param client the session to send on
     * @param out flushed after each statement
     * @param audience who reads it
     * @param clock measures how long statements take
     */
    public StatementRunner(SqlClient client, PrintWriter out, Audience audience, InstantSource clock) {
        this.client = client;
        this.out = out;
        this.audience = audience;
        this.clock = clock;
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
        List<String> names = List.of();
        Instant started = clock.instant();
        try (Answer answer =
                client.run(PLAN.matcher(sql).lookingAt() ? PLAN.matcher(sql).replaceFirst(EXPLAIN) : sql)) {
            boolean more = true;
            while (more) {
                Optional<RowCursor> rows = answer.rows();
                names = rows.map(r -> r.columns().stream().map(c -> c.name()).toList())
                        .orElse(List.of());
                if (rows.isPresent()) {
                    long count = print(rows.get(), style);
                    if (out.checkError()) {
                        leaveRows();
                        return names;
                    }
                    say(count == 0 ? "Empty set" : counted(count) + " in set", answer, started);
                } else {
                    report(sql, answer, started);
                }
                more = answer.more();
                started = clock.instant();
            }
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                client.dropConnection();
            }
            throw e;
        } finally {
            out.flush();
        }
        if (movesDatabase(sql)) {
            client.refreshDatabase();
        }
        return names;
    }

    private long print(RowCursor rows, Style style) throws SqlFailure {
        List<Heading> headings = rows.columns().stream()
                .map(c -> new Heading(c.name(), c.numeric()))
                .toList();
        RowPrinter printer = style.printer(headings, out);
        long count = 0;
        try {
            for (Optional<List<Optional<String>>> row = rows.next(); row.isPresent(); row = rows.next()) {
                printer.row(row.get());
                if (++count % FLUSH_ROWS == 0 && out.checkError()) {
                    break;
                }
            }
        } finally {
            printer.finish();
        }
        return count;
    }

    /** Nobody reads the output any more; what the server would still send is not waited for. */
    private void leaveRows() {
        client.abort();
        client.dropConnection();
    }

    private void report(String sql, Answer answer, Instant started) throws SqlFailure {
        if (firstWord(sql).equals("use")) {
            say("Database changed", answer, started);
            return;
        }
        say("Query OK, " + counted(answer.affected()) + " affected", answer, started);
        if (audience == Audience.PERSON && !answer.info().isEmpty()) {
            out.println(answer.info());
        }
    }

    private void say(String what, Answer answer, Instant started) {
        if (audience != Audience.PERSON) {
            return;
        }
        // Before the warnings are asked for, which is a statement of its own.
        String time = Durations.elapsed(Duration.between(started, clock.instant()));
        int warnings = answer.warnings();
        String aside = warnings == 0 ? "" : ", " + warnings + (warnings == 1 ? " warning" : " warnings");
        out.println(what + aside + " (" + time + ")");
    }

    private static String counted(long rows) {
        return rows + (rows == 1 ? " row" : " rows");
    }

    private static boolean movesDatabase(String sql) {
        String word = firstWord(sql);
        return word.equals("use") || word.equals("drop");
    }

    private static String firstWord(String sql) {
        int end = 0;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
