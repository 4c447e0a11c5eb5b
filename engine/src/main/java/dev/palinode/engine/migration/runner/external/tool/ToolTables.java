package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.model.TableName;
import java.util.List;
import java.util.Optional;

/**
 * The tables that a program works with. The shadow's name has the digits of the migration, so that it is nobody else's.
 *
 * @param source the table to be altered
 * @param shadow the new table before the swap
 * @param old where the old table goes in the swap; empty where that has not been decided
 * @param ownsOld whether the old name is the migration's own, so that a table of that name before the swap is rubbish
 * @param others more tables that are of no use afterwards
 */
public record ToolTables(
        TableName source, TableName shadow, Optional<TableName> old, boolean ownsOld, List<TableName> others) {}
