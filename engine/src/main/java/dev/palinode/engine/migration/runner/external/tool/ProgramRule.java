package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.ToolPaths;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/** A strategy that needs a program is refused where the program is missing, or does not work with the server. */
public final class ProgramRule implements Consumer<MigrationEngine.Submission> {
    private final ToolPrograms programs;

    private final Db db;

    public ProgramRule(Db db, ToolPaths tools) {
        this.db = db;
        this.programs = new ToolPrograms(tools);
    }

    /**
     * Looks for the program. What is declared may turn out to be an ALTER, too.
     *
     * @throws EngineFault if it is missing, does not work with the server, or the server cannot be asked
     */
    @Override
    public void accept(MigrationEngine.Submission submission) {
        DdlStrategy strategy = submission.strategy();
        boolean alters = submission.action() == DdlAction.ALTER
                || (submission.action() == DdlAction.CREATE && strategy.has(DdlStrategy.Flag.DECLARATIVE));
        if (strategy.kind().isExternal() && alters) {
            Optional<String> objection = programs.find(strategy.kind()).isEmpty()
                    ? Optional.of(programs.missing(strategy.kind()))
                    : objection(strategy.kind());
            objection.ifPresent(reason -> {
                throw new EngineFault(EngineFault.Kind.REFUSED, reason);
            });
        }
    }

    private Optional<String> objection(DdlStrategy.Kind kind) {
        try {
            Tool tool = Tools.of(kind).orElseThrow();
            return db.with(connection -> tool.objection(db.dialect(), connection));
        } catch (SQLException e) {
            throw new EngineFault(EngineFault.Kind.UNAVAILABLE, "the primary cannot be asked: " + e.getMessage());
        }
    }
}
