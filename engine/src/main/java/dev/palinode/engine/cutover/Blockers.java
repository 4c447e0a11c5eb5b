package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.TableName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Names the sessions that keep a table from being locked, for the message of a failed attempt. */
final class Blockers {
    private Blockers() {}

    /** A sentence part such as {@code session 17 (idle for 12 s: Sleep)}; empty when the server does not tell. */
    static String of(Db db, TableName table) {
        try {
            return db.with(connection -> {
                List<String> found = new ArrayList<>();
                try (PreparedStatement statement =
                        connection.prepareStatement(db.dialect().transactionsOnTable())) {
                    statement.setString(1, table.schema());
                    statement.setString(2, table.table());
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next() && found.size() < 5) {
                            found.add("session " + rows.getLong(1) + " (for " + rows.getLong(2) + " s: "
                                    + shortened(String.valueOf(rows.getString(3))) + ")");
                        }
                    }
                }
                return String.join("; ", found);
            });
        } catch (SQLException e) {
            return "";
        }
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
