package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.render.Style;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a statement that reads again and again: drawn in place on a terminal, one result after another elsewhere. */
final class WatchCommand implements Command {
    private static final Pattern FORM = Pattern.compile("(?s)(?:(\\d{1,6}(?:\\.\\d{1,3})?)(?:\\s+|$))?(.*?)(\\\\G)?");
    private static final BigDecimal SHORTEST = new BigDecimal("0.1");
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1_000);

    /** A pause without a terminal is no longer than this before it is looked whether Ctrl-C was pressed. */
    private static final long SLICE_MILLIS = 200;

    private static final Manual MANUAL = new Manual(
            Group.SHELL,
            List.of("watch"),
            "[seconds] <statement>;",
            "run a statement that reads again and again",
            List.of(
                    "seconds: between two runs, 0.1 at least; 2 if not given. Ctrl-C ends it, on a terminal q does, too.",
                    "Only SELECT, SHOW, EXPLAIN, WITH, TABLE and VALUES; migrations, follow and top are live by themselves.",
                    "From the command line: palinode shell --watch=5 -e \"SELECT ...\"."),
            List.of("watch SHOW PROCESSLIST;", "watch 0.5 SELECT COUNT(*) FROM orders;"));

    private final InstantSource clock;
    private final Patience.Pause pause;

    WatchCommand(InstantSource clock) {
        this(clock, Patience.Pause.SLEEP);
    }

    WatchCommand(InstantSource clock, Patience.Pause pause) {
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean wantsStatement() {
        return true;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Matcher form = FORM.matcher(operand);
        if (!form.matches() || form.group(2).isBlank()) {
            throw Operands.misuse(MANUAL, "which statement?");
        }
        String sql = form.group(2).strip();
        if (!Reading.is(sql)) {
            throw Operands.misuse(
                    MANUAL, "only what reads is run again and again: SELECT, SHOW, EXPLAIN, WITH, TABLE or VALUES");
        }
        Style style = form.group(3) == null ? context.style() : Style.VERTICAL;
        Duration every = every(form.group(1) == null ? "2" : form.group(1));
        context.runner().echo(sql);
        if (context.screens().isPresent()) {
            new WatchLoop(context, clock, sql, style, every).run();
        } else {
            print(context, sql, style, every);
        }
        return Next.GO_ON;
    }

    private static Duration every(String seconds) throws CommandFailure {
        BigDecimal number = new BigDecimal(seconds);
        if (number.compareTo(SHORTEST) < 0) {
            throw Operands.misuse(MANUAL, "there are " + SHORTEST + " seconds at least between two runs");
        }
        return Duration.ofMillis(number.multiply(MILLIS).longValue());
    }

    /** Until Ctrl-C, a failure, or nobody reads on. */
    private void print(ShellContext context, String sql, Style style, Duration every) throws SqlFailure {
        do {
            context.runner().run(sql, style);
        } while (!context.out().checkError() && waited(context, every.toMillis()));
    }

    private boolean waited(ShellContext context, long millis) {
        try {
            for (long left = millis; left > 0 && !context.client().cancelled(); left -= SLICE_MILLIS) {
                pause.millis(Math.min(left, SLICE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !context.client().cancelled();
    }
}
