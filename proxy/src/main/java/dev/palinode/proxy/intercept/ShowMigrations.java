package dev.palinode.proxy.intercept;

import dev.palinode.engine.KeyspaceEngines;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.Optional;

/** SHOW VITESS_MIGRATIONS. */
final class ShowMigrations {
    private final KeyspaceEngines engines;

    ShowMigrations(KeyspaceEngines engines) {
        this.engines = engines;
    }

    Route handle(SqlStatement.ShowMigrations show) {
        Optional<String> keyspace = show.keyspace();
        if (keyspace.filter(name -> !engines.keyspaces().contains(name)).isPresent()) {
            return new Route.Answer(new Reply.Err(1049, "42000", "Unknown database '" + keyspace.get() + "'"));
        }
        MigrationEngine engine = keyspace.map(engines::preferring).orElse(engines);
        MigrationEngine.Filter filter = new MigrationEngine.Filter(show.like(), show.where(), show.order());
        return Answers.work(false, engine.listColumns(), () -> new Reply.Rows(engine.list(filter)));
    }

    /** SHOW VITESS_TABLE_GC. */
    Route tableGc() {
        return Answers.work(false, () -> new Reply.Rows(engines.tableGc()));
    }
}
