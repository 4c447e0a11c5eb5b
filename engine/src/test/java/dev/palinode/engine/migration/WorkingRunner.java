package dev.palinode.engine.migration;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.Migration;
import java.sql.SQLException;

/** A copy runner that never ends; each review commits a row with its epoch, as a stream commits its chunks. */
final class WorkingRunner implements CopyRunner {
    private final EngineContext context;

    WorkingRunner(EngineContext context) {
        this.context = context;
    }

    @Override
    public void start(Migration migration) {}

    @Override
    public void startRevert(Migration migration, Migration original) {}

    @Override
    public Progress review(Migration migration) throws SQLException {
        context.db().inTransaction(tx -> {
            String sql = "INSERT INTO " + context.keyspace() + ".work (epoch) VALUES (?)";
            int rows = Sql.update(tx, sql, context.lease().epoch());
            context.lease().check(tx);
            return rows;
        });
        return FakeCopyRunner.at(Phase.COPY, 50);
    }

    @Override
    public CutoverOutcome cutOver(Migration migration) {
        return new CutoverOutcome(false, "never");
    }

    @Override
    public void stop(Migration migration) {}

    @Override
    public void forget(Migration migration) {}

    @Override
    public void close() {}
}
