package dev.palinode.proxy.intercept;

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
        MigrationEngine.Filter filter = new MigrationEngine.Filter(show.like(), show.where());
        return Answers.work(false, engine.listColumns(), () -> new Reply.Rows(engine.list(filter)));
    }

    /** SHOW VITESS_TABLE_GC. */
    Route tableGc() {
        return Answers.work(false, () -> new Reply.Rows(engine.tableGc()));
    }
}
