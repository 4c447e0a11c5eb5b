package dev.palinode.shell.tour;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.sql.SqlRows;
import dev.palinode.shell.sql.SqlText;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code tour}: shows what Palinode is for, on the demo's own servers. */
public final class TourCommand implements Command {
    private static final String YES = "--yes";

    private static final Manual MANUAL = Manual.of(
                    Group.SHELL,
                    "tour",
                    "[--yes]",
                    "an ALTER, a REVERT, a kill -9 and a blocked cut-over, on the demo",
                    "tour")
            .details(
                    "Every step shows a statement, sends it, and shows what comes of it. Enter goes on, q leaves.",
                    "--yes: without stopping. Only in palinode demo: it changes tables, and kills Palinode once.");

    private final Optional<Stage> stage;

    /**
     * A tour.
     *
     * @param stage where it plays; empty where nothing may be killed: it is refused there
     */
    public TourCommand(Optional<Stage> stage) {
        this.stage = stage;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean takes(String operand) {
        return operand.isEmpty() || operand.startsWith("-");
    }

    @Override
    public boolean needsServer() {
        return true;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        boolean yes = Operands.parse(MANUAL, operand, 0, Set.of(YES), Set.of()).has(YES);
        Stage own = stage.orElseThrow(() -> new CommandFailure(
                ExitCode.REFUSED,
                "the tour changes tables and kills Palinode: it is made for palinode demo, and runs only there"));
        if (!yes && context.dialog().isEmpty()) {
            throw new CommandFailure(ExitCode.REFUSED, "nobody can press Enter here; tour --yes does not stop");
        }
        requireQuiet(context);
        Guide guide = new Guide(context, yes || context.consent() == ShellContext.Consent.GIVEN);
        String strategy =
                SqlRows.read(context.client(), "SELECT @@ddl_strategy").first().orElse("direct");
        try {
            for (Act act : List.of(new AlterAndRevert(), new KillNine(own), new BlockedSwap())) {
                act.play(guide);
            }
            guide.tell("That was the tour. migrations lists what it did, and revert takes any of it back.");
        } catch (TourLeft e) {
            guide.tell("The tour can be taken again at any time.");
        } finally {
            if (context.client().connected()) {
                SqlRows.read(context.client(), "SET @@ddl_strategy = " + SqlText.quote(strategy));
            }
        }
        return Next.GO_ON;
    }

    private static void requireQuiet(ShellContext context) throws SqlFailure, CommandFailure {
        Optional<MigrationRow> pending = new MigrationFinder(context.client())
                .read(Listing.pending()).stream().findFirst();
        if (pending.isPresent()) {
            MigrationRow row = pending.get();
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "migration " + row.shortId() + " of " + row.table() + " is " + row.phase()
                            + ": complete it or cancel it first");
        }
    }
}
