package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection of the engine's that means, until this is closed, what the submitter's session meant. */
public final class UserSession implements AutoCloseable {
    private final Statement statement;

    private UserSession(Statement statement) {
        this.statement = statement;
    }

    /** Makes the connection like the submitter's session, in that schema. */
    public static UserSession open(Connection connection, Migration migration, String schema) throws SQLException {
        connection.setCatalog(schema);
        Statement statement = connection.createStatement();
        statement.execute(migration.settings().setStatement() + ", foreign_key_checks = 1");
        if (DdlStrategyParser.of(migration).has(DdlStrategy.Flag.ALLOW_ZERO_IN_DATE)) {
            statement.execute("SET SESSION sql_mode ="
                    + " REPLACE(REPLACE(@@SESSION.sql_mode, 'NO_ZERO_DATE', ''), 'NO_ZERO_IN_DATE', '')");
        }
        return new UserSession(statement);
    }

    /** The statement on which to run what the user wrote. */
    public Statement statement() {
        return statement;
    }

    @Override
    public void close() throws SQLException {
        try (Statement last = statement) {
            Db.restore(last);
        }
    }
}
