package dev.palinode.engine.db;

import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** The sessions that keep a table from being locked. */
public final class TableHolders {
    /** More of them are not named. */
    private static final int NAMED = 5;

    private static final int STATEMENT = 100;

    private TableHolders() {}

    /**
     * A session.
     *
     * @param id its connection id
     * @param account user and host
     * @param age seconds since its state last changed
     * @param statement what it runs, or how it waits
     */
    public record Holder(long id, String account, long age, String statement) {
        @Override
        public String toString() {
            String text = statement.length() > STATEMENT ? statement.substring(0, STATEMENT) + "…" : statement;
            return "session " + id + " of " + account + " (for " + age + " s: " + text + ")";
        }
    }

    /** Those that may hold the table, as far as the server tells, but for the connection that asks. */
    public static List<Holder> of(Db db, Connection connection, TableName table) throws SQLException {
        String sql = db.dialect().transactionsOnTable(connection);
        return Sql.query(
                connection,
                sql,
                row -> new Holder(row.getLong(1), row.getString(2), row.getLong(3), String.valueOf(row.getString(4))),
                table.schema(),
                table.table());
    }

    /** The tables whose metadata locks a session waits for; to be asked only where the server shows who holds tables. */
    public static List<TableName> awaitedBy(Db db, Connection connection, long session) throws SQLException {
        return Sql.query(
                connection,
                db.dialect().awaitedTables(),
                row -> new TableName(row.getString(1), row.getString(2)),
                session);
    }

    /**
     * The end of a sentence that names some of them; empty when there are none. Where the server does not tell who holds which
     * table, it is no more than a guess, and says so.
     */
    public static String clause(Db db, TableName table) {
        try {
            return db.with(connection -> {
                String who = describe(of(db, connection, table));
                if (who.isEmpty()) {
                    return "";
                }
                return (db.dialect().tellsWhoHoldsTables(connection) ? "; blocked by " : "; perhaps blocked by ") + who;
            });
        } catch (SQLException e) {
            return "";
        }
    }

    private static String describe(List<Holder> holders) {
        return holders.stream().limit(NAMED).map(Holder::toString).collect(Collectors.joining("; "));
    }

    /** Who may hold rows of the table, as the end of a sentence; empty when there is nobody. */
    public static String guess(Db db, TableName table) {
        try {
            String who = describe(db.with(connection -> of(db, connection, table)));
            return who.isEmpty() ? "" : "; perhaps by " + who;
        } catch (SQLException e) {
            return "";
        }
    }
}
