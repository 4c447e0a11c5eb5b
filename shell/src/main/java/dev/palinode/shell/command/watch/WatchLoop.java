package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.RowCursor;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.render.text.Width;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Draws the result of a statement over and over. The statement has a thread of its own, so that keys are heard while it runs. */
final class WatchLoop {
    /** No window shows more; the rest is counted. */
    private static final int ROWS = 1_000;

    private static final long LOOK_MILLIS = 50;

    /** A server that does not listen to KILL QUERY is left. */
    private static final long PATIENCE_SECONDS = 10;

    private final ShellContext context;
    private final InstantSource clock;
    private final String sql;
    private final Style style;
    private final Duration every;
    private int times;

    /** One result: the first of its rows, and how many there were. */
    private record Look(List<Heading> headings, List<List<Optional<String>>> rows, long count) {}

    WatchLoop(ShellContext context, InstantSource clock, String sql, Style style, Duration every) {
        this.context = context;
        this.clock = clock;
        this.sql = sql;
        this.style = style;
        this.every = every;
    }

    /** Returns when the user leaves; a statement that runs then is given up. */
    void run() throws SqlFailure {
        try (Screen screen = context.screens().orElseThrow().below()) {
            Optional<Look> look = look(screen);
            while (look.isPresent()) {
                times++;
                if (left(screen, look.get(), clock.instant())) {
                    screen.draw(fit(lines(look.get(), screen), screen.height()));
                    return;
                }
                look = look(screen);
            }
        }
    }

    /** Shows a result until it is time for the next; another size of the window draws it anew, a key ends the waiting. */
    private boolean left(Screen screen, Look look, Instant seen) {
        Instant next = seen.plus(every);
        for (Instant now = seen; now.isBefore(next); now = clock.instant()) {
            List<String> picture = new ArrayList<>(fit(lines(look, screen), screen.height() - 1));
            picture.add(Width.cut(status(look, seen), screen.width() - 1));
            screen.draw(picture);
            char key =
                    screen.key(Math.max(LOOK_MILLIS, Duration.between(now, next).toMillis()));
            if (key != Screen.NO_KEY) {
                return key == Screen.LEAVE;
            }
        }
        return false;
    }

    private String status(Look look, Instant seen) {
        LocalTime time = LocalTime.ofInstant(seen, ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        String seconds = String.valueOf(every.toMillis() / 1_000.0).replaceFirst("\\.0$", "");
        return look.count() + (look.count() == 1 ? " row" : " rows") + ", run " + times + " at " + time + ", every "
                + seconds + "s     q leave";
    }

    private List<String> lines(Look look, Screen screen) {
        StringWriter text = new StringWriter();
        Layout place =
                new Layout(screen.width() - 1, context.output().layout().get().names(), false);
        RowPrinter printer = style.printer(look.headings(), new PrintWriter(text), place);
        look.rows().forEach(printer::row);
        printer.finish();
        return text.toString()
                .lines()
                .map(line -> Width.cut(line.replace("\t", "    "), screen.width() - 1))
                .toList();
    }

    private static List<String> fit(List<String> lines, int height) {
        if (lines.size() <= height) {
            return lines;
        }
        List<String> kept = new ArrayList<>(lines.subList(0, Math.max(0, height - 1)));
        kept.add("... and " + (lines.size() - kept.size()) + " more lines");
        return kept;
    }

    /** Empty when the user has left meanwhile. */
    private Optional<Look> look(Screen screen) throws SqlFailure {
        FutureTask<Look> task = new FutureTask<>(this::read);
        Thread thread = new Thread(task, "palinode-watch");
        thread.setDaemon(true);
        thread.start();
        Optional<Look> look = await(task, LOOK_MILLIS);
        while (look.isEmpty()) {
            if (screen.key(LOOK_MILLIS) == Screen.LEAVE) {
                giveUp(task);
                return Optional.empty();
            }
            look = await(task, LOOK_MILLIS);
        }
        return look;
    }

    private void giveUp(FutureTask<Look> task) throws SqlFailure {
        SqlClient client = context.client();
        boolean told = ask(client);
        try {
            if (!told) {
                await(task, Long.MAX_VALUE);
            } else if (await(task, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)).isEmpty()) {
                client.abort();
                await(task, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            }
        } catch (SqlFailure e) {
            // That it was interrupted is what was wanted.
            if (e.connectionLost()) {
                throw e;
            }
        }
    }

    /** False when the server refuses to be asked, as one that is full does: the session is worth the wait. */
    private boolean ask(SqlClient client) {
        try {
            client.cancel();
        } catch (SqlFailure e) {
            if (!e.unreachable()) {
                context.notes().println("The server cannot be asked to stop it: " + Visible.text(e.line()));
                context.notes().println("(waiting for its end; Ctrl-C asks again, one more cuts the connection)");
                context.notes().flush();
                return false;
            }
            // Nobody to ask: the statement cannot be stopped but by cutting its connection.
            client.abort();
        }
        return true;
    }

    /** Empty when it has not ended in that time. */
    private static Optional<Look> await(FutureTask<Look> task, long millis) throws SqlFailure {
        try {
            return Optional.of(task.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SqlFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Look read() throws SqlFailure {
        SqlClient client = context.client();
        try (Answer answer = client.run(sql)) {
            if (answer.rows().isEmpty()) {
                return new Look(List.of(), List.of(), 0);
            }
            RowCursor cursor = answer.rows().get();
            List<Heading> headings = cursor.columns().stream()
                    .map(c -> new Heading(c.name(), c.numeric()))
                    .toList();
            List<List<Optional<String>>> kept = new ArrayList<>();
            long count = 0;
            for (Optional<List<Optional<String>>> row = cursor.next(); row.isPresent(); row = cursor.next()) {
                count++;
                if (kept.size() < ROWS) {
                    kept.add(row.get());
                }
            }
            return new Look(headings, List.copyOf(kept), count);
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                client.close();
            }
            throw e;
        }
    }
}
