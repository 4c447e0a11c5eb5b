package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.SessionSettings;
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
    public static UserSession open(Connection connection, SessionSettings settings, String schema) throws SQLException {
        connection.setCatalog(schema);
        Statement statement = connection.createStatement();
        statement.execute(settings.setStatement() + ", foreign_key_checks = 1");
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
