package dev.palinode.engine.cutover;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * One swap: the table gets the sentry's name, the incoming table gets the table's name. Two legs and no third, so that
 * afterwards the names that exist say which side of the swap we are on: the incoming name exists only before it.
 *
 * @param id the migration
 * @param table the name that serves
 * @param related other tables whose users are held back with the table's, because the swap locks them for a moment
 * @param incoming the table that takes its place
 * @param sentry the sentry's name until the swap, the old table's name from then on; it must sort behind the table's
 *     name (see {@link SentryRename})
 * @param hold the name under which the old table is held, to which it is renamed after the swap
 * @param sourceDefinition SHOW CREATE TABLE of the table when the migration began
 * @param budget for the critical part
 * @param force whether sessions that hold the table are killed
 * @param handsOverCounter whether the incoming table gets the table's AUTO_INCREMENT where that is higher
 */
public record Swap(
        MigrationId id,
        TableName table,
        Set<TableName> related,
        TableName incoming,
        TableName sentry,
        TableName hold,
        String sourceDefinition,
        Duration budget,
        boolean force,
        boolean handsOverCounter) {
    public Swap {
        related = Set.copyOf(related);
    }

    /** All tables whose users are held back. */
    Set<TableName> gated() {
        Set<TableName> all = new HashSet<>(related);
        all.add(table);
        return all;
    }
}
