package dev.palinode.shell.launch.demo;

import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.shell.tour.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The demo's proxy and engine: inside of this process, or, from {@link #apart} on, in one of its own that can be killed.
 * Used by one thread.
 */
public final class DemoProxy implements Stage, AutoCloseable {
    private static final String PASSWORD = "PALINODE_DEMO_PASSWORD";

    private final ProxyConfig config;
    private final Path directory;
    private final String program;
    private Optional<Serving> inside;
    private Optional<ProxyProcess> outside = Optional.empty();
    private int starts;

    private DemoProxy(ProxyConfig config, Path directory, String program, Serving inside) {
        this.config = config;
        this.directory = directory;
        this.program = program;
        this.inside = Optional.of(inside);
    }

    /**
     * Starts it inside of this process.
     *
     * @param config where it listens, and the servers behind it, which have one account
     * @param directory where a process of its own writes its log
     * @param program the main class of the command line
     * @return to be closed by the caller
     * @throws IOException when the address cannot be listened on
     */
    public static DemoProxy start(ProxyConfig config, Path directory, String program) throws IOException {
        return new DemoProxy(config, directory, program, ProxyMain.start(config));
    }

    /**
     * Where clients connect.
     *
     * @return the same wherever it runs
     */
    public ServerAddress address() {
        return config.listen();
    }

    @Override
    public long apart() throws IOException {
        inside.ifPresent(Serving::close);
        inside = Optional.empty();
        return outside.filter(ProxyProcess::alive).isPresent() ? outside.get().pid() : again();
    }

    @Override
    public long again() throws IOException {
        outside.ifPresent(ProxyProcess::close);
        starts++;
        Login login = config.backends().get(0).login();
        ProxyProcess started = ProxyProcess.start(
                command(), PASSWORD, login.password(), directory.resolve("proxy-" + starts + ".log"));
        outside = Optional.of(started);
        return started.pid();
    }

    private List<String> command() {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("java.class.path"),
                program,
                "serve",
                "--http",
                "off",
                "--listen",
                config.listen().toString()));
        for (BackendUrl backend : config.backends()) {
            words.add("--backend");
            words.add("mysql://" + backend.login().user() + ":${" + PASSWORD + "}@" + backend.address() + "/"
                    + backend.schema());
        }
        return words;
    }

    @Override
    public void close() {
        inside.ifPresent(Serving::close);
        outside.ifPresent(ProxyProcess::close);
    }
}
