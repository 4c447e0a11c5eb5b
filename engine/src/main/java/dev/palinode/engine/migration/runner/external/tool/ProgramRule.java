package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.ToolPaths;
import java.util.function.Consumer;

/** A strategy that needs a program is refused where the program is missing. */
public final class ProgramRule implements Consumer<MigrationEngine.Submission> {
    private final ToolPrograms programs;

    public ProgramRule(ToolPaths tools) {
        this.programs = new ToolPrograms(tools);
    }

    /**
     * Looks for the program. What is declared may turn out to be an ALTER, too.
     *
     * @throws EngineFault if it is missing
     */
    @Override
    public void accept(MigrationEngine.Submission submission) {
        DdlStrategy strategy = submission.strategy();
        boolean alters = submission.action() == DdlAction.ALTER
                || (submission.action() == DdlAction.CREATE && strategy.has(DdlStrategy.Flag.DECLARATIVE));
        if (strategy.kind().isExternal()
                && alters
                && programs.find(strategy.kind()).isEmpty()) {
            throw new EngineFault(EngineFault.Kind.REFUSED, programs.missing(strategy.kind()));
        }
    }
}
