package dev.palinode.engine.cutover;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import java.time.Duration;

/**
 * One swap: the table gets the hold name, the incoming table gets the table's name. Two legs and no third, so that
 * afterwards the names that exist say which side of the swap we are on: the incoming name exists only before it.
 *
 * @param id the migration
 * @param table the name that serves
 * @param incoming the table that takes its place
 * @param hold the sentry's name until the swap, the old table's name from then on
 * @param sourceDefinition SHOW CREATE TABLE of the table when the migration began
 * @param budget for the critical part
 */
public record Swap(
        MigrationId id,
        TableName table,
        TableName incoming,
        TableName hold,
        String sourceDefinition,
        Duration budget) {}
