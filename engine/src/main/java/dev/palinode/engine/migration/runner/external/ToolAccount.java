package dev.palinode.engine.migration.runner.external;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.external.tool.Tool;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.topo.Login;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The account of one migration's program. To lock it and to end its sessions is what stops a program for certain,
 * wherever it runs. It is dropped only when its triggers are gone: a trigger whose definer is missing fails every
 * write, and one whose definer is locked does not.
 */
final class ToolAccount {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 32;

    /** MySQL's limit of user names. */
    private static final int MAX_NAME = 32;

    private static final String PREFIX = "palinode_";
    private static final int ER_NO_SUCH_THREAD = 1094;

    /** No access to a schema, to a table, or a global privilege that is missing. */
    private static final Set<Integer> DENIED = Set.of(1044, 1142, 1227);

    private static final int TRIES = 50;

    /** Looks at which no session was seen. */
    private static final int CALM = 3;

    /**
     * A client whose write fires a trigger is shown under the name of the trigger's definer meanwhile, with its own
     * statement or with that of the trigger, which the program itself never runs.
     */
    private static final String NOT_IN_TRIGGER = " AND (command NOT IN ('Query', 'Execute') OR (LOCATE(?, info) > 0"
            + " AND NOT info REGEXP '^(REPLACE INTO|DELETE IGNORE FROM|BEGIN)'))";

    private static final long PAUSE_MILLIS = 100;

    private final Dialect dialect;
    private final Connection connection;

    /** On a connection whose work ends when the driver's lock is lost. */
    ToolAccount(Dialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    static String name(MigrationId id) {
        return (PREFIX + id.hex()).substring(0, MAX_NAME);
    }

    /**
     * Makes the account, for log-ins from where this connection comes from.
     *
     * @throws MigrationFailure if the engine's account may not do that
     */
    Login create(Tool tool, MigrationId id, String schema) throws SQLException, MigrationFailure {
        Login login = new Login(name(id), password());
        String account = account(login.user(), ownHost());
        String pattern = "`"
                + schema.replace("\\", "\\\\")
                        .replace("_", "\\_")
                        .replace("%", "\\%")
                        .replace("`", "``") + "`";
        try {
            grant(tool, login, account, pattern);
            return login;
        } catch (SQLException e) {
            if (SqlFault.isTransient(e)) {
                throw e;
            }
            throw lacking(e);
        }
    }

    private void grant(Tool tool, Login login, String account, String schema) throws SQLException {
        run("CREATE USER " + account + " " + dialect.identifiedBy(login.password()));
        run("GRANT " + tool.schemaPrivileges(schema) + " ON " + schema + ".* TO " + account);
        if (tool.readsBinlog()) {
            run("GRANT " + dialect.replicationPrivileges() + " ON *.* TO " + account);
        }
        if (tool.makesTriggers() && needsSuperForTriggers()) {
            run("GRANT SUPER ON *.* TO " + account);
        }
    }

    /** Whether the engine's own account lacks a privilege. */
    static boolean isDenied(SQLException e) {
        return DENIED.contains(e.getErrorCode());
    }

    /** The failure of a migration whose account cannot be made. */
    static MigrationFailure lacking(SQLException e) {
        return new MigrationFailure(
                "the program needs an account of its own, and the account of the --backend URL may not make one: "
                        + SqlFault.describe(e) + "; docs/online-ddl.md names the privileges for that",
                e);
    }

    private boolean needsSuperForTriggers() throws SQLException {
        String sql = "SELECT @@GLOBAL.log_bin AND NOT @@GLOBAL.log_bin_trust_function_creators";
        return Sql.first(connection, sql, row -> row.getBoolean(1)).orElse(false);
    }

    private String ownHost() throws SQLException {
        return Sql.first(connection, "SELECT SUBSTRING_INDEX(USER(), '@', -1)", row -> row.getString(1))
                .orElseThrow();
    }

    /** Drops the account, if there is one. */
    void drop(MigrationId id) throws SQLException {
        for (String account : accounts(id)) {
            run("DROP USER IF EXISTS " + account);
        }
    }

    private List<String> accounts(MigrationId id) throws SQLException {
        String sql = "SELECT host FROM mysql.user WHERE user = ?";
        return Sql.query(connection, sql, row -> account(name(id), row.getString(1)), name(id));
    }

    /**
     * Lets nobody log in to the account any more, and waits until none of its sessions is left.
     *
     * @throws SQLTransientException if one does not end
     */
    void lock(Tool tool, MigrationId id) throws SQLException {
        List<String> accounts = accounts(id);
        if (accounts.isEmpty()) {
            return;
        }
        for (String account : accounts) {
            run("ALTER USER " + account + " ACCOUNT LOCK");
        }
        endSessions(tool, id);
    }

    /** Who was logging in when the account was locked is seen at a later look. */
    private void endSessions(Tool tool, MigrationId id) throws SQLException {
        String sql = "SELECT id FROM " + dialect.processlist(connection) + " WHERE user = ?"
                + (tool.makesTriggers() ? NOT_IN_TRIGGER : "");
        Object[] values = tool.makesTriggers() ? new Object[] {name(id), id.hex()} : new Object[] {name(id)};
        int calm = 0;
        for (int i = 0; i < TRIES; i++) {
            List<Long> sessions = Sql.query(connection, sql, row -> row.getLong(1), values);
            calm = sessions.isEmpty() ? calm + 1 : 0;
            if (calm == CALM) {
                return;
            }
            for (long session : sessions) {
                kill(session);
            }
            pause();
        }
        throw new SQLTransientException("a session of " + name(id) + " does not end");
    }

    private void kill(long session) throws SQLException {
        try {
            run("KILL " + session);
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_NO_SUCH_THREAD) { // it has ended by itself
                throw e;
            }
        }
    }

    private static void pause() throws SQLException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientException("interrupted", e);
        }
    }

    private static String account(String user, String host) {
        return "'" + user + "'@'" + host.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** Of letters of both cases and digits, and what policies of servers ask for besides. */
    private static String password() {
        StringBuilder text = new StringBuilder();
        RANDOM.ints(PASSWORD_LENGTH, 0, ALPHABET.length()).forEach(at -> text.append(ALPHABET.charAt(at)));
        return text + "-aA3";
    }

    private void run(String sql) throws SQLException {
        Sql.update(connection, sql);
    }

    /** Whether the server's EXPLAIN can be told which form it has. */
    static boolean explainsAsTree(Connection connection) throws SQLException {
        Optional<String> form =
                Sql.first(connection, "SHOW VARIABLES LIKE 'explain\\_format'", row -> row.getString(2));
        return form.isPresent();
    }
}
