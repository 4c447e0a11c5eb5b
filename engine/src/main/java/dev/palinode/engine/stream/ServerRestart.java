package dev.palinode.engine.stream;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.stream.base.StreamContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that does not sync its binlog at each commit loses the end of it when its host crashes, and gives the lost
 * transactions' numbers to others, which a stream has then seen by its position and not by its rows. Nobody can tell that
 * from any other restart.
 */
final class ServerRestart {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRestart.class);

    private ServerRestart() {}

    /** The stream's row. If the server has started since it was written, what was found equal is compared as never before. */
    static Optional<StreamRow> reviewed(StreamContext context, Connection tx, MigrationId workflow)
            throws SQLException {
        Optional<StreamRow> row = context.streams().findSettled(tx, workflow);
        if (row.isEmpty()
                || row.get().state() != StreamRow.State.RUNNING
                || syncs(tx)
                || !context.streams().isOlderThanServer(tx, workflow)) {
            return row;
        }
        if (context.verdicts().find(tx, workflow).outcome() != Verdict.Outcome.FAILED) {
            LOG.info(
                    "migration {}: the server has been started, and its sync_binlog is not 1: compares again",
                    workflow);
            context.verdicts().delete(tx, workflow);
        }
        context.streams().setVerify(tx, workflow);
        context.streams().setPosition(tx, workflow, row.get().position());
        context.fence().check(tx);
        return context.streams().findSettled(tx, workflow);
    }

    private static boolean syncs(Connection tx) throws SQLException {
        return Sql.first(tx, "SELECT @@GLOBAL.sync_binlog = 1", row -> row.getBoolean(1))
                .orElse(true);
    }
}
