package dev.palinode.shell.command.migration;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.migration.Verb.Kind;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.render.text.Durations;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The commands that look at one migration or steer it. */
public final class Steering {
    /** Work that took longer is not thrown away without a question. */
    private static final Duration MUCH_WORK = Duration.ofHours(1);

    private Steering() {}

    /**
     * All of them.
     *
     * @return in the order in which help lists them
     */
    public static List<Command> commands() {
        return List.of(
                new MigrationCommand(),
                new LogsCommand(),
                new BlockersCommand(),
                new StreamsCommand(),
                complete(),
                steer(
                        "postpone",
                        "hold the swap back until complete",
                        "POSTPONE COMPLETE",
                        "postponed",
                        "No table is swapped then until it is completed.",
                        Steering::pending),
                steer(
                        "launch",
                        "let one start that was submitted with --postpone-launch",
                        "LAUNCH",
                        "launched",
                        "Those begin that have waited for it.",
                        Steering::pending),
                cancel(),
                retry(),
                new RevertCommand(),
                new UndropCommand(),
                new ThrottleCommand(),
                unthrottle(),
                steer(
                        "verify",
                        "compare all rows once more",
                        "VERIFY",
                        "verifying",
                        "All their rows are read again.",
                        row -> true),
                cleanup());
    }

    private static boolean pending(MigrationRow row) {
        return !row.ended();
    }

    private static Command steer(
            String name, String summary, String words, String done, String ofAll, Predicate<MigrationRow> wanted) {
        return new SteerCommand(manual(name, summary), new Verb(words, done, wanted, row -> "", ofAll, Kind.AGAIN));
    }

    private static Command retry() {
        Manual manual = Manual.of(
                Group.STEER, "retry", "<id|table>", "begin one anew that failed or was cancelled", "retry orders");
        return new SteerCommand(manual, Verb.harmless("RETRY", "queued again", MigrationRow::wentWrong, Kind.ALONE));
    }

    private static Manual manual(String name, String summary) {
        return Manual.of(Group.STEER, name, "<id|table|all> [--yes]", summary, name + " orders");
    }

    private static Command unthrottle() {
        return new SteerCommand(
                manual("unthrottle", "let it go on").alias("resume"),
                Verb.harmless("UNTHROTTLE", "released", Steering::pending, Kind.UNCOUNTED));
    }

    private static Command complete() {
        Manual manual = Manual.of(
                        Group.STEER,
                        "complete",
                        "<id|table|all> [--force] [--yes]",
                        "let a postponed one swap its tables",
                        "complete orders")
                .alias("cutover")
                .details("--force: attempts follow at once and kill who holds the table; asks, unless --yes is given.");
        return new SteerCommand(
                manual,
                new Verb(
                        "COMPLETE",
                        "completing",
                        Steering::pending,
                        row -> "",
                        "Each swaps its tables as soon as it is ready.",
                        Kind.FORCIBLE));
    }

    private static Command cancel() {
        Manual manual = Manual.of(
                        Group.STEER,
                        "cancel",
                        "<id|table|all> [--yes]",
                        "end one; its copy is thrown away",
                        "cancel 7f3a")
                .details("Asks when more than an hour of work would be lost, and for all.");
        return new SteerCommand(
                manual,
                new Verb(
                        "CANCEL",
                        "cancelled",
                        Steering::pending,
                        Steering::workLost,
                        "All that they have copied will be lost.",
                        Kind.ONCE));
    }

    private static String workLost(MigrationRow row) {
        return row.runningFor()
                .filter(span -> span.compareTo(MUCH_WORK) >= 0)
                .map(span -> "The work of " + Durations.brief(span.toSeconds()) + " on " + row.table() + " ("
                        + (long) row.percent() + "% copied) will be lost.")
                .orElse("");
    }

    private static Command cleanup() {
        Manual manual = Manual.of(
                        Group.STEER,
                        "cleanup",
                        "<id|table|all> [--yes]",
                        "give up what a revert would need",
                        "cleanup 7f3a --yes")
                .alias("close-window")
                .details("The old table is dropped soon; asks first.");
        return new SteerCommand(
                manual,
                new Verb(
                        "CLEANUP",
                        "given up: the old table of",
                        MigrationRow::ended,
                        row -> "Migration " + row.shortId() + " of " + row.table() + " can then never be reverted.",
                        "None of those that are complete can then ever be reverted; their old tables are dropped.",
                        Kind.AGAIN));
    }
}
