package dev.palinode.shell.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Makes connections. A server that takes one and then says nothing is not waited for forever. */
final class Opener {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    /** For each answer during a log-in. */
    private static final int LOGIN_TIMEOUT_MILLIS = 30_000;

    /** For each answer to one who only passes a message on. */
    private static final int MESSAGE_TIMEOUT_MILLIS = 10_000;

    private static final long LOOK_MILLIS = 50;

    private Opener() {}

    /** A connection for statements, which may take as long as they like. */
    static Connection session(ConnectOptions options, BooleanSupplier givenUp) throws SqlFailure {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        Thread thread = new Thread(() -> open(options, opened), "palinode-connect");
        thread.setDaemon(true);
        thread.start();
        while (true) {
            try {
                return opened.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (givenUp.getAsBoolean() && opened.cancel(false)) {
                    throw SqlFailure.givenUp(options);
                }
            } catch (ExecutionException e) {
                throw SqlFailure.ofConnect(
                        options, e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                opened.cancel(false);
                throw SqlFailure.givenUp(options);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static void open(ConnectOptions options, CompletableFuture<Connection> opened) {
        try {
            Connection connection = open(options, LOGIN_TIMEOUT_MILLIS);
            connection.setNetworkTimeout(Runnable::run, 0);
            if (!opened.complete(connection)) {
                connection.close();
            }
        } catch (SQLException | RuntimeException e) {
            opened.completeExceptionally(e);
        }
    }

    /** A connection for one short statement. */
    static Connection messenger(ConnectOptions options) throws SQLException {
        return open(options, MESSAGE_TIMEOUT_MILLIS);
    }

    private static Connection open(ConnectOptions options, int answerMillis) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", options.user());
        p.setProperty("password", options.password());
        p.setProperty("sslMode", options.sslMode().name());
        p.setProperty("allowPublicKeyRetrieval", "true");
        p.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_MILLIS));
        p.setProperty("socketTimeout", Integer.toString(answerMillis));
        p.setProperty("characterEncoding", "UTF-8");
        // Without it the server sends each column in the column's own character set.
        p.setProperty("characterSetResults", "UTF-8");
        // Count changed rows and not found ones, as the mysql client does.
        p.setProperty("useAffectedRows", "true");
        // What a session may do is for the server to say, also where the driver takes it for one that only reads.
        p.setProperty("readOnlyPropagatesToServer", "false");
        p.setProperty("tinyInt1isBit", "false");
        p.setProperty("yearIsDateType", "false");
        p.setProperty("connectionAttributes", "program_name:palinode-shell");
        p.setProperty("logger", "Slf4JLogger");
        return options.dialer().dial(url(options), p);
    }

    private static String url(ConnectOptions options) {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        String database = URLEncoder.encode(options.database(), StandardCharsets.UTF_8);
        return "jdbc:mysql://" + host + ":" + options.port() + "/" + database.replace("+", "%20");
    }
}
