package dev.palinode.shell;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;

/** Shell sessions on test servers. */
final class Sessions {
    private Sessions() {}

    static ConnectOptions options(TestServer server, String schema) {
        return new ConnectOptions(
                server.address().host(), server.address().port(), server.user(), server.password(), schema);
    }

    static SqlClient connect(TestServer server, String schema) throws SqlFailure {
        return SqlClient.connect(options(server, schema));
    }
}
