package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.shell.Tmux;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small {@code palinode demo} in a process of its own. */
public final class DemoShop implements AutoCloseable {
    private final ChildRun run;
    private final int port;

    private DemoShop(ChildRun run, int port) {
        this.run = run;
        this.port = port;
    }

    public static DemoShop start(Path data) throws Exception {
        int port = FreePorts.pick();
        ChildRun run = ChildRun.start(
                Files.createTempDirectory("palinode-test-"),
                "demo",
                "--no-shell",
                "--rows",
                "2000",
                "--port",
                String.valueOf(port),
                "--data-dir",
                data.toString());
        assertThat(run.line()).as(run.errors()).startsWith("ready: ");
        return new DemoShop(run, port);
    }

    /** A person at a terminal of this size, in the shell. */
    public Tmux terminal(int width, int height, Path history) throws Exception {
        return Tmux.palinode(
                width,
                height,
                "PALINODE_PASSWORD=demo",
                "shell",
                "-u",
                "palinode",
                "-P",
                String.valueOf(port),
                "--history",
                history.toString(),
                "commerce");
    }

    /** Sends its process, which has the proxy in it, a signal. */
    public void signal(String name) throws Exception {
        run.signal(name);
    }

    public int port() {
        return port;
    }

    public SqlClient connect() throws SqlFailure {
        return SqlClient.connect(new ConnectOptions("127.0.0.1", port, "palinode", "demo", "commerce"));
    }

    @Override
    public void close() throws Exception {
        // One that a test has stopped would not hear anything else.
        run.signal("CONT");
        run.terminate();
        run.close();
    }
}
