package dev.palinode.shell.tour;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import java.io.IOException;

/** Palinode is killed in the middle of a migration, which goes on when it is there again. */
final class KillNine implements Act {
    /** Percent of the copy: a part of it is to be seen, and much of it is still to come. */
    private static final double KILLED_AT = 10;

    private final Stage stage;

    KillNine(Stage stage) {
        this.stage = stage;
    }

    @Override
    public void play(Guide guide) throws SqlFailure, CommandFailure, TourLeft {
        guide.tell(
                "3. A kill -9",
                "So far Palinode was running inside of this program. Now it gets a process of its own,",
                "so that it can be killed without you:");
        long process = started(guide, false);
        guide.client().reconnect();
        guide.pause();
        String column = guide.freeColumn("orders", "wrapped");
        guide.type("SET @@ddl_strategy='vitess --postpone-completion';");
        guide.type("ALTER TABLE orders ADD COLUMN " + column + " BOOLEAN NOT NULL DEFAULT FALSE;");
        guide.until("orders", row -> row.percent() >= KILLED_AT || row.flag("ready_to_complete"));
        guide.type("migration orders");
        kill(guide, process);
        guide.tell("It goes on where it was: what is copied, and how far, is in the database.");
        guide.type("migration orders");
        guide.pause();
        guide.type("complete orders");
        guide.follow("orders");
        guide.pause();
    }

    private void kill(Guide guide, long process) throws SqlFailure, CommandFailure {
        guide.type("\\! kill -9 " + process);
        try {
            guide.typeInVain("SELECT COUNT(*) FROM orders;");
        } finally {
            guide.tell("It is started again, as a supervisor would do:");
            started(guide, true);
        }
        guide.client().reconnect();
    }

    private long started(Guide guide, boolean again) throws CommandFailure {
        try {
            long process = again ? stage.again() : stage.apart();
            guide.tell("Palinode runs as process " + process + ".");
            return process;
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "Palinode does not start: " + e.getMessage());
        }
    }
}
