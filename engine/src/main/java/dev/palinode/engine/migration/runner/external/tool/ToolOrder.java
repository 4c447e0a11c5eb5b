package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.Tablet;
import java.nio.file.Path;
import java.util.List;

/**
 * What a program is to do, and as whom.
 *
 * @param program the file to run
 * @param migration the migration
 * @param clauses what stands behind ALTER TABLE and the name
 * @param tables the tables
 * @param tablet the primary
 * @param account the account of this run
 * @param directory the files of this run
 * @param options of the user, for the program
 * @param allowZeroInDate whether zero dates are fine
 * @param explainsAsTree whether the server's EXPLAIN has a form that can be chosen
 */
public record ToolOrder(
        Path program,
        Migration migration,
        String clauses,
        ToolTables tables,
        Tablet tablet,
        Login account,
        RunDirectory directory,
        List<String> options,
        boolean allowZeroInDate,
        boolean explainsAsTree) {}
