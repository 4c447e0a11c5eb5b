package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.ProxyConfig;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A server with the whole product in front of it, to which clients go both ways. */
final class Stage implements AutoCloseable {
    private final TestServer server;
    private final String schema;
    private final Serving serving;

    /** What a client does. */
    interface Work {
        void run(Place place, Transcript transcript) throws Exception;
    }

    private Stage(TestServer server) throws SQLException, IOException {
        this.server = server;
        this.schema = server.newSchema();
        ProxyConfig config = new ProxyConfig(
                new ServerAddress("127.0.0.1", FreePorts.pick()),
                List.of(new BackendUrl(server.login(), server.address(), schema)),
                DdlStrategy.DIRECT);
        EngineConfig engine = EngineConfig.defaults()
                .withPollInterval(Duration.ofMillis(100))
                .withCutoverBackoff(List.of(Duration.ZERO, Duration.ofSeconds(1)));
        this.serving = ProxyMain.start(config, engine);
    }

    static Stage on(TestServer server) throws SQLException, IOException {
        return new Stage(server);
    }

    Place direct() {
        return new Place(server, server.address(), schema);
    }

    Place proxied() {
        return new Place(server, serving.address(), schema);
    }

    /** Does the work at both places, each time in an empty schema of the same name; what was seen must be the same. */
    void compare(Work work) throws Exception {
        List<String> expected = seen(direct(), work);
        List<String> found = seen(proxied(), work);
        assertThat(expected).isNotEmpty();
        assertThat(found).containsExactlyElementsOf(expected);
    }

    private List<String> seen(Place place, Work work) throws Exception {
        empty();
        Transcript transcript = new Transcript();
        work.run(place, transcript);
        return transcript.lines();
    }

    /** Drops all that is in the schema. */
    void empty() throws SQLException {
        server.execute("", "DROP DATABASE " + schema, "CREATE DATABASE " + schema + " CHARACTER SET utf8mb4");
    }

    @Override
    public void close() {
        serving.close();
    }
}
