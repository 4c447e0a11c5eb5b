package dev.palinode.shell.command.schema;

import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.FileTrouble;
import dev.palinode.shell.sql.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the CREATE statements of a file or of a directory. */
final class SchemaFiles {
    /** What is quoted or commented, in which a semicolon ends nothing; or a semicolon. */
    private static final Pattern PIECES = Pattern.compile(
            "'(?:[^'\\\\]|\\\\.|'')*+'|\"(?:[^\"\\\\]|\\\\.|\"\")*+\"|`[^`]*`|/\\*.*?\\*/|(?:--(?=\\s|\\z)|#)[^\\n]*|;",
            Pattern.DOTALL);

    private static final Pattern DECLARES = Pattern.compile("(?is)create\\s+(?:table|.*?view)\\b.*");

    private SchemaFiles() {}

    static List<String> read(Path path) throws CommandFailure {
        List<String> statements = new ArrayList<>();
        try {
            for (Path file : files(path)) {
                for (String sql : split(Files.readString(file))) {
                    if (!DECLARES.matcher(sql).matches()) {
                        throw CommandFailure.usage(file + " holds something else than CREATE TABLE and CREATE VIEW: "
                                + sql.lines().findFirst().orElse(""));
                    }
                    statements.add(sql);
                }
            }
        } catch (IOException e) {
            throw FileTrouble.reading(path, e);
        }
        if (statements.isEmpty()) {
            throw CommandFailure.usage("there is no CREATE statement in " + path);
        }
        return statements;
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> children = Files.list(path)) {
            return children.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    static List<String> split(String text) {
        List<String> statements = new ArrayList<>();
        Matcher piece = PIECES.matcher(text);
        int start = 0;
        while (piece.find()) {
            if (piece.group().equals(";")) {
                add(text.substring(start, piece.start()), statements);
                start = piece.end();
            }
        }
        add(text.substring(start), statements);
        return statements;
    }

    private static void add(String text, List<String> statements) {
        String sql = SqlText.withoutLead(text).strip();
        if (!sql.isEmpty()) {
            statements.add(sql);
        }
    }
}
