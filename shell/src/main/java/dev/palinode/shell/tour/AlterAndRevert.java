package dev.palinode.shell.tour;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;

/** A table is changed under its clients, and changed back without losing a row. */
final class AlterAndRevert implements Act {
    private static final String LAST = " FROM orders WHERE note = 'from the tour' ORDER BY id DESC LIMIT 1;";

    @Override
    public void play(Guide guide) throws SqlFailure, CommandFailure, TourLeft {
        guide.tell(
                "1. An ALTER",
                "Under a DDL strategy it returns at once. The table is copied while clients write,",
                "compared row by row, and swapped.");
        String column = guide.freeColumn("orders", "gift");
        guide.type("SET @@ddl_strategy='vitess';");
        guide.type("ALTER TABLE orders ADD COLUMN " + column + " BOOLEAN NOT NULL DEFAULT FALSE;");
        guide.follow("orders");
        guide.pause();
        guide.tell("The new column can be written:");
        guide.type("INSERT INTO orders (customer_id, total, placed_at, note, " + column
                + ") VALUES (1, 9, NOW(3), 'from the tour', 1);");
        guide.type("SELECT id, note, " + column + LAST);
        guide.pause();
        guide.tell("2. A REVERT", "It takes the change back, and keeps what was written since:");
        guide.type("revert orders");
        guide.follow("orders");
        guide.type("SELECT id, note" + LAST);
        guide.pause();
    }
}
