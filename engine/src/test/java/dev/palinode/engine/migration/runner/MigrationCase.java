package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A migration of one table, out of a folder of {@code cases}. Texts name the table as {@code {t}}; what is not in the
 * folder is empty.
 *
 * @param name the folder's
 * @param create {@code create.sql}: the table and its first rows
 * @param alter {@code alter}: the clauses of the ALTER TABLE
 * @param events {@code events.sql}: statements that are run in several rounds, whose number is {@code @n}
 * @param failure {@code expect_failure}: what the message of the migration must contain
 * @param options {@code options}: lines {@code key=value}; {@code flavour}, {@code ignore} (columns that are not
 *     compared), {@code revert} ({@code lossy}: rows changed since come back in another form; {@code refused}),
 *     {@code unique_keys} (how many unique constraints the row says are added and removed, {@code 1/0}),
 *     {@code sql_mode} and {@code time_zone} (of the submitter)
 */
record MigrationCase(
        String name,
        List<String> create,
        String alter,
        List<String> events,
        Optional<String> failure,
        Map<String, String> options) {

    /** All there are, by name. */
    static List<MigrationCase> all() {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(MigrationCase::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            URL url = Objects.requireNonNull(MigrationCase.class.getResource("/cases"));
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MigrationCase read(Path folder) {
        Map<String, String> options = new HashMap<>();
        text(folder, "options").lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] parts = line.split("=", 2);
            options.put(parts[0].strip(), parts[1].strip());
        });
        return new MigrationCase(
                folder.getFileName().toString(),
                StatementSplitter.split(text(folder, "create.sql")),
                text(folder, "alter").strip(),
                StatementSplitter.split(text(folder, "events.sql")),
                Optional.of(text(folder, "expect_failure").strip()).filter(line -> !line.isEmpty()),
                options);
    }

    private static String text(Path folder, String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean runsOn(TestServer server) {
        String wanted = options.getOrDefault("flavour", "");
        return wanted.isEmpty() || wanted.equals(server.flavour().name().toLowerCase(Locale.ROOT));
    }

    /** The table's name, also the beginning of those of its twins. */
    String table() {
        return name.replace('-', '_');
    }

    SessionSettings settings() {
        Map<String, String> found = new HashMap<>(options);
        found.keySet().retainAll(SessionSettings.NAMES);
        return new SessionSettings(found);
    }

    boolean has(String key, String value) {
        return options.getOrDefault(key, "").equals(value);
    }

    /** What is said of unique keys; empty where a case says nothing. */
    Optional<String> uniqueKeys() {
        return Optional.ofNullable(options.get("unique_keys"));
    }

    List<String> ignored() {
        return List.of(options.getOrDefault("ignore", "").split(","));
    }
}
