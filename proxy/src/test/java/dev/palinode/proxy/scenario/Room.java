package dev.palinode.proxy.scenario;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.Operations;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.config.SecurityConfig;
import dev.palinode.proxy.session.limit.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A keyspace of its own with the whole product in front of its server. */
final class Room implements AutoCloseable {
    private final TestServer server;
    private final String keyspace;
    private final Serving serving;

    private final Optional<ServerAddress> http;

    private Room(TestServer server, EngineConfig engine, Optional<ServerAddress> http)
            throws SQLException, IOException {
        this.server = server;
        this.keyspace = server.newSchema();
        this.http = http;
        ProxyConfig config = new ProxyConfig(
                new ServerAddress("127.0.0.1", FreePorts.pick()),
                List.of(new BackendUrl(server.login(), server.address(), keyspace)),
                DdlStrategy.DIRECT,
                SecurityConfig.PLAIN,
                http.map(address -> new Operations(Optional.of(address), Limits.defaults()))
                        .orElseGet(Operations::embedded));
        this.serving = ProxyMain.start(config, engine);
    }

    static Room of(TestServer server) throws SQLException, IOException {
        return new Room(server, quick(), Optional.empty());
    }

    /** A room whose HTTP port can be asked. */
    static Room withHttp(TestServer server) throws SQLException, IOException {
        return new Room(server, quick(), Optional.of(new ServerAddress("127.0.0.1", FreePorts.pick())));
    }

    /** A room whose engine tries a cut-over again after the given pauses. */
    static Room withBackoff(TestServer server, List<Duration> pauses) throws SQLException, IOException {
        return new Room(server, quick().withCutoverBackoff(pauses), Optional.empty());
    }

    private static EngineConfig quick() {
        return EngineConfig.defaults()
                .withPollInterval(Duration.ofMillis(100))
                .withCutoverBackoff(List.of(Duration.ZERO, Duration.ofSeconds(1)));
    }

    String keyspace() {
        return keyspace;
    }

    TestServer server() {
        return server;
    }

    /** A client's connection through the proxy. */
    Connection connect() throws SQLException {
        return connect("");
    }

    /** The same with more parameters of Connector/J. */
    Connection connect(String parameters) throws SQLException {
        Properties account = new Properties();
        account.setProperty("user", server.user());
        account.setProperty("password", server.password());
        String url = "jdbc:mysql://" + serving.address() + "/" + keyspace + "?sslMode=DISABLED"
                + "&allowPublicKeyRetrieval=true" + parameters;
        return DriverManager.getConnection(url, account);
    }

    /** A connection of somebody who goes round the proxy. */
    Connection direct() throws SQLException {
        return server.connect(keyspace);
    }

    /** A client through the proxy. */
    Client client() throws SQLException {
        return new Client(connect());
    }

    /** What the HTTP port of a {@link #withHttp} room answers to a GET. */
    HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + http.orElseThrow() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Runs statements on the server. */
    void execute(String... statements) throws SQLException {
        server.execute(keyspace, statements);
    }

    /** The rows of a query on the server, each with its values joined by {@code |}. */
    List<String> rows(String query) throws SQLException {
        try (Connection connection = direct();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(String.valueOf(rows.getString(i)));
                }
                found.add(String.join("|", values));
            }
            return found;
        }
    }

    /** How many migrations of this keyspace are stored, in any state. */
    String migrations() throws SQLException {
        return rows("SELECT COUNT(*) FROM _vt.schema_migrations WHERE keyspace = '" + keyspace + "'")
                .get(0);
    }

    /** Rows that the verification of any migration of this keyspace had to repair: the copy or the apply was wrong. */
    String repaired() throws SQLException {
        return rows("SELECT COALESCE(SUM(d.rows_repaired), 0) FROM _vt.vdiff d JOIN _vt.schema_migrations m"
                        + " ON m.migration_uuid = d.workflow WHERE m.keyspace = '" + keyspace + "'")
                .get(0);
    }

    @Override
    public void close() {
        serving.close();
    }
}
