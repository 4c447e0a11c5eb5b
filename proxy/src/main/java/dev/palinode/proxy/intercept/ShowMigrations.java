package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;

/** SHOW VITESS_MIGRATIONS. */
final class ShowMigrations {
    private final MigrationEngine engine;
    private final String keyspace;

    ShowMigrations(MigrationEngine engine, String keyspace) {
        this.engine = engine;
        this.keyspace = keyspace;
    }

    Route handle(SqlStatement.ShowMigrations show) {
        if (show.keyspace().filter(name -> !name.equals(keyspace)).isPresent()) {
            return new Route.Answer(new Reply.Err(
                    1049, "42000", "Unknown database '" + show.keyspace().get() + "'"));
        }
        if (show.where().isPresent()) {
            return Answers.refuse(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "SHOW VITESS_MIGRATIONS WHERE is not supported yet; use LIKE with a UUID, a context or a status");
        }
        MigrationEngine.Filter filter = new MigrationEngine.Filter(show.like());
        return Answers.work(false, engine.listColumns(), () -> new Reply.Rows(engine.list(filter)));
    }
}
