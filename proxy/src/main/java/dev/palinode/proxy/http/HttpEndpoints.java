package dev.palinode.proxy.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /metrics} (the text format of Prometheus), {@code /healthz} (200 while the process can answer) and
 * {@code /readyz} (200, or 503; the body says what is wrong), and the checks of {@link ThrottlerEndpoint}. Nothing can be
 * changed here.
 */
public final class HttpEndpoints implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int BACKLOG = 16;

    /**
     * The JDK's names for how many seconds a request may take to come and its answer to go, which without them is forever,
     * and for how many connections there may be.
     */
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "5",
            "sun.net.httpserver.maxRspTime", "10",
            "jdk.httpserver.maxConnections", "100");

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;
    private volatile Supplier<String> metrics = () -> "";
    private volatile Optional<ThrottlerEndpoint> checks = Optional.empty();
    private volatile Readiness readiness = () -> Readiness.State.not("starting");

    private HttpEndpoints(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens; not ready before {@link #publish}.
     *
     * @throws IOException if the address cannot be listened on; the message says which and why
     */
    public static HttpEndpoints start(ServerAddress address) throws IOException {
        HttpServer server;
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        try {
            server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), BACKLOG);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "cannot listen on " + address + " for HTTP: " + e.getMessage() + "; choose another address with"
                            + " --http, or --http off",
                    e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "palinode-http");
            thread.setDaemon(true);
            return thread;
        });
        HttpEndpoints endpoints = new HttpEndpoints(server, threads);
        server.setExecutor(threads);
        server.createContext("/", endpoints::handle);
        server.start();
        return endpoints;
    }

    /** From now on these are asked. */
    public void publish(Supplier<String> text, Readiness ready) {
        metrics = text;
        readiness = ready;
    }

    /** From now on checks are answered by this. */
    public void publishChecks(ThrottlerEndpoint throttler) {
        checks = Optional.of(throttler);
    }

    /** The port that is listened on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer(exchange, 405, TEXT, "GET or HEAD\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" -> answer(exchange, 200, PROMETHEUS, metrics.get());
                case "/healthz" -> answer(exchange, 200, TEXT, "ok\n");
                case "/readyz" -> {
                    Readiness.State now = readiness.look();
                    answer(exchange, now.ready() ? 200 : 503, TEXT, now.text() + "\n");
                }
                default -> other(exchange);
            }
        }
    }

    private void other(HttpExchange exchange) throws IOException {
        Optional<ThrottlerEndpoint.Answer> check = checks.flatMap(found -> found.answer(exchange.getRequestURI()));
        if (check.isPresent()) {
            answer(exchange, check.get().status(), JSON, check.get().json() + "\n");
        } else {
            answer(exchange, 404, TEXT, "known are /metrics, /healthz, /readyz and /throttler/check-self\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
