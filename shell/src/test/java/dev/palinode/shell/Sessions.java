package dev.palinode.shell;

import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Shell sessions on test servers. */
public final class Sessions {
    private Sessions() {}

    static ConnectOptions options(TestServer server, String schema) {
        return new ConnectOptions(
                server.address().host(), server.address().port(), server.user(), server.password(), schema);
    }

    static SqlClient connect(TestServer server, String schema) throws SqlFailure {
        return SqlClient.connect(options(server, schema));
    }

    /** How many sleeps run now whose column has this name. */
    public static long sleeping(TestServer server, String name) throws SQLException {
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM information_schema.processlist"
                        + " WHERE info LIKE 'SELECT SLEEP%" + name + "'")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Waits until there are so many of them. */
    public static void awaitSleeping(TestServer server, String name, long wanted) {
        await().atMost(Duration.ofSeconds(90)).until(() -> sleeping(server, name) == wanted);
    }
}
