package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A connection of the engine's that means, until this is closed, what the submitter's session meant. */
public final class UserSession implements AutoCloseable {
    /** What the engine's own connections have otherwise than the server says. */
    private static final List<String> ALWAYS = List.of("sql_mode", "time_zone");

    private final Statement statement;
    private final String schema;
    private final List<String> undo = new ArrayList<>();

    private UserSession(Statement statement, String schema) {
        this.statement = statement;
        this.schema = schema;
    }

    /**
     * Makes the connection like the submitter's session.
     *
     * @param schema the default schema where that of the submitter's session is of no account; also afterwards
     */
    public static UserSession open(Connection connection, Migration migration, String schema) throws SQLException {
        connection.setCatalog(migration.settings().schema().orElse(schema));
        UserSession session = new UserSession(connection.createStatement(), schema);
        DdlStrategy strategy = DdlStrategyParser.of(migration);
        boolean unchecked = strategy.has(DdlStrategy.Flag.UNSAFE_ALLOW_FOREIGN_KEYS);
        session.statement.execute("SET SESSION foreign_key_checks = " + (unchecked ? 0 : 1));
        Map<String, String> variables = migration.settings().variables();
        for (String name : SessionSettings.NAMES) {
            Optional<String> wanted = Optional.ofNullable(variables.get(name));
            if (wanted.isPresent() || ALWAYS.contains(name)) {
                session.set(
                        connection, name, wanted.map(value -> "'" + value + "'").orElse("@@GLOBAL." + name));
            }
        }
        session.keepKeyRule(connection);
        if (strategy.has(DdlStrategy.Flag.ALLOW_ZERO_IN_DATE)) {
            session.statement.execute("SET SESSION sql_mode ="
                    + " REPLACE(REPLACE(@@SESSION.sql_mode, 'NO_ZERO_DATE', ''), 'NO_ZERO_IN_DATE', '')");
        }
        return session;
    }

    /** Only what differs is set: some variables take a privilege, which who has changed them had. */
    private void set(Connection connection, String name, String value) throws SQLException {
        String is = read(connection, "@@SESSION." + name);
        if (!SessionSettings.same(is, read(connection, value))) {
            statement.execute("SET SESSION " + name + " = " + value);
            if (!ALWAYS.contains(name)) {
                undo.add(name + " = '" + SessionSettings.word(is) + "'");
            }
        }
    }

    /** A server that wants primary keys wants them of users; see {@code Dialect.allowTablesWithoutKey}. */
    private void keepKeyRule(Connection connection) throws SQLException {
        String sql = "SHOW GLOBAL VARIABLES LIKE 'sql_require_primary_key'";
        boolean wanted = Sql.first(connection, sql, row -> row.getString(2))
                .filter("ON"::equals)
                .isPresent();
        if (wanted && read(connection, "@@SESSION.sql_require_primary_key").equals("0")) {
            statement.execute("SET SESSION sql_require_primary_key = 1");
            undo.add("sql_require_primary_key = 0");
        }
    }

    private static String read(Connection connection, String expression) throws SQLException {
        return Sql.first(connection, "SELECT " + expression, row -> String.valueOf(row.getString(1)))
                .orElse("");
    }

    /** The statement on which to run what the user wrote. */
    public Statement statement() {
        return statement;
    }

    @Override
    public void close() throws SQLException {
        try (Statement last = statement) {
            if (!schema.equals(last.getConnection().getCatalog())) {
                last.getConnection().setCatalog(schema);
            }
            Db.restore(last);
            if (!undo.isEmpty()) {
                last.execute("SET SESSION " + String.join(", ", undo));
            }
        }
    }
}
