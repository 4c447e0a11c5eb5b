package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.Migration;
import java.sql.Connection;
import java.sql.SQLException;

/** Carries out a migration that is over in one step. Called again after a crash, it finishes what it began. */
interface ImmediateRunner {

    /**
     * Does it.
     *
     * @param own a connection of the step's own, which waits for locks as long as the migration's threshold
     * @param migration the row as it is now, in state running
     * @return the message of the completed migration; mostly empty
     * @throws MigrationFailure if it cannot be done
     * @throws SQLException if it could not be done now; an error that is not transient counts as a failure
     */
    String run(Connection own, Migration migration) throws MigrationFailure, SQLException;
}
