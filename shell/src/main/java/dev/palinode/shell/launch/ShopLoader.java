package dev.palinode.shell.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.IntConsumer;

/** Creates the demo's keyspace and fills it. */
final class ShopLoader {
    static final String KEYSPACE = "commerce";

    /** Numbers per statement: small enough to show progress, large enough to be fast. */
    private static final long CHUNK = 10_000;

    private ShopLoader() {}

    /**
     * Makes the keyspace anew.
     *
     * @param percent is told how far it is, from 0 to 100
     * @throws InterruptedException if the thread was interrupted; the keyspace is incomplete then
     */
    static void load(Connection connection, long orders, IntConsumer percent)
            throws SQLException, InterruptedException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
            statement.execute("DROP DATABASE IF EXISTS " + KEYSPACE);
            statement.execute("CREATE DATABASE " + KEYSPACE + " CHARACTER SET utf8mb4");
            statement.execute("USE " + KEYSPACE);
            for (String sql : schema()) {
                statement.execute(sql);
            }
            List<ShopData.Step> steps = ShopData.steps(orders);
            long all = steps.stream().mapToLong(ShopData.Step::rows).sum();
            long done = 0;
            for (ShopData.Step step : steps) {
                for (long first = 1; first <= step.rows(); first += CHUNK) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("interrupted while loading");
                    }
                    long last = Math.min(step.rows(), first + CHUNK - 1);
                    statement.execute(String.format(step.sql(), first, last));
                    done += last - first + 1;
                    percent.accept((int) (done * 100 / all));
                }
            }
        }
    }

    private static List<String> schema() {
        try (InputStream in = ShopLoader.class.getResourceAsStream("commerce.sql")) {
            if (in == null) {
                throw new IllegalStateException("commerce.sql is not beside " + ShopLoader.class);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
            return List.of(text.strip().split(";\\s*"));
        } catch (IOException e) {
            throw new IllegalStateException("commerce.sql cannot be read", e);
        }
    }
}
