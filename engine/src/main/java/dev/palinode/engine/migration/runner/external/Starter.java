package dev.palinode.engine.migration.runner.external;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.CopyAnalysis;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.SourceChecks;
import dev.palinode.engine.migration.runner.external.tool.RunDirectory;
import dev.palinode.engine.migration.runner.external.tool.Tool;
import dev.palinode.engine.migration.runner.external.tool.ToolOrder;
import dev.palinode.engine.migration.runner.external.tool.ToolPrograms;
import dev.palinode.engine.migration.runner.external.tool.ToolTables;
import dev.palinode.engine.migration.runner.external.tool.Tools;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.SqlStatement.Ddl;
import dev.palinode.engine.sql.ToolOptions;
import dev.palinode.engine.sql.classify.StatementClassifier;
import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.topo.Login;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Starts the program of a migration, on a server where nothing is left of an earlier run. */
final class Starter {
    private final EngineContext context;
    private final MigrationStore store;
    private final ToolPrograms programs;

    Starter(EngineContext context) {
        this.context = context;
        this.store = context.store();
        this.programs = new ToolPrograms(context.config().tools());
    }

    /**
     * Starts it. The names of its tables are written down first, so that whoever comes next knows them.
     *
     * @param own holds the step's lock
     * @throws MigrationFailure if it cannot be done; nothing has changed
     */
    ToolRun start(Connection own, Migration migration) throws MigrationFailure, SQLException, IOException {
        DdlStrategy strategy = DdlStrategyParser.of(migration);
        Path program = programs.find(strategy.kind())
                .orElseThrow(() -> new MigrationFailure(programs.missing(strategy.kind())));
        CopyAnalysis.refuseOnEmptyTable(migration.statement());
        SourceChecks.check(own, migration.table());
        Tool tool = Tools.of(migration).orElseThrow();
        ToolTables tables = nameOld(own, migration);
        store.addArtifact(migration.id(), tables.shadow().table());
        store.markAlive(migration.id());
        RunDirectory directory = RunDirectory.create(migration.id());
        ToolAccount accounts = new ToolAccount(context.db().dialect(), own);
        try {
            Login account =
                    accounts.create(tool, migration.id(), migration.table().schema());
            ToolOrder order = new ToolOrder(
                    program,
                    migration,
                    clauses(migration.statement()),
                    tables,
                    context.db().tablet(),
                    account,
                    directory,
                    ToolOptions.of(strategy),
                    strategy.has(DdlStrategy.Flag.ALLOW_ZERO_IN_DATE),
                    ToolAccount.explainsAsTree(own));
            AppName app = ToolRun.app(tool, migration.id());
            directory.pause(!context.throttle().check(app).ok());
            ToolLog log = new ToolLog(tool, account.password());
            List<String> command = tool.prepare(order);
            long rows = rows(own, migration.table());
            ToolProcess process = ToolProcess.start(command, directory, log::add);
            ToolRun run = new ToolRun(tool, migration.id(), directory, process, log, rows);
            store.setStage(migration.id(), tool.name() + " copies the rows (process " + run.pid() + ")");
            return run;
        } catch (IOException | SQLException | MigrationFailure | RuntimeException e) {
            directory.close();
            accounts.lock(tool, migration.id());
            accounts.drop(migration.id());
            throw e;
        }
    }

    /** Decides where the old table will go, and writes it down. */
    ToolTables nameOld(Connection own, Migration migration) throws MigrationFailure, SQLException {
        Tool tool = Tools.of(migration).orElseThrow();
        ToolTables tables = tool.tables(migration);
        Optional<TableName> old =
                tables.ownsOld() ? tables.old() : Leftovers.freeOldName(own, migration.table(), tool.oldNamesToTry());
        TableName name = old.orElseThrow(() -> new MigrationFailure(
                "there are too many tables _" + migration.table().table() + "_old already; drop those of old changes"));
        if (!tables.old().equals(old) && tables.old().isPresent()) {
            store.removeArtifact(migration.id(), tables.old().get().table());
        }
        store.addArtifact(migration.id(), name.table());
        return new ToolTables(tables.source(), tables.shadow(), Optional.of(name), tables.ownsOld(), tables.others());
    }

    private static long rows(Connection own, TableName table) throws SQLException {
        String sql = "SELECT IFNULL(table_rows, 0) FROM information_schema.tables WHERE table_schema = ?"
                + " AND table_name = ?";
        return Sql.first(own, sql, row -> row.getLong(1), table.schema(), table.table())
                .orElse(0L);
    }

    /** What stands behind ALTER TABLE and the name. */
    private static String clauses(String statement) throws MigrationFailure {
        Ddl ddl = StatementClassifier.ddl(statement)
                .filter(found -> found.tables().size() == 1)
                .orElseThrow(() -> new MigrationFailure("not an ALTER TABLE of one table: " + statement));
        String text = ddl.text().substring(ddl.tables().get(0).span().end()).strip();
        while (text.endsWith(";")) {
            text = text.substring(0, text.length() - 1).stripTrailing();
        }
        return text;
    }
}
