package dev.palinode.shell.tour;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;

/** A swap finds an open transaction in its way, gives up without holding anybody up, and is made later. */
final class BlockedSwap implements Act {
    @Override
    public void play(Guide guide) throws SqlFailure, CommandFailure, TourLeft {
        guide.tell(
                "4. A blocked cut-over",
                "Somebody has read the table in a transaction that is open still, and has gone to lunch:");
        try (SqlClient other = SqlClient.connect(guide.client().options())) {
            guide.elsewhere(other, "BEGIN");
            guide.elsewhere(other, "SELECT name FROM customer WHERE id = 1");
            block(guide);
            guide.elsewhere(other, "COMMIT");
        }
        guide.tell("The next attempt would come by itself; with --force it comes now.");
        guide.type("complete customer --force --yes");
        guide.follow("customer");
        guide.pause();
    }

    private static void block(Guide guide) throws SqlFailure, CommandFailure, TourLeft {
        String column = guide.freeColumn("customer", "loyalty");
        guide.type("SET @@ddl_strategy='vitess --cut-over-threshold=5s';");
        guide.type("ALTER TABLE customer ADD COLUMN " + column + " INT NOT NULL DEFAULT 0;");
        guide.tell("It is copied, and its swap waits for that transaction, for 5 seconds at most:");
        guide.until(
                "customer",
                row -> row.whole("cutover_attempts", 0) > 0
                        && !row.text("message").isEmpty());
        guide.type("blockers customer");
        guide.tell("It has given up for now, so that nobody waits behind it:");
        guide.type("SELECT COUNT(*) FROM customer;");
        guide.pause();
    }
}
