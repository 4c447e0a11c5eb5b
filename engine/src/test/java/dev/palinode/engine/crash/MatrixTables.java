package dev.palinode.engine.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of cells, by server, row and column. For one thread. */
final class MatrixTables {
    static final String HEADING = "## ";
    static final String RUNS = HEADING + "Runs";

    /** The first column's title. */
    static final String CORNER = "place";

    private static final Pattern CELL = Pattern.compile("(failed|\\d+(?: \\+\\d+)?)(?: \\[(\\d+)])?");
    private static final Pattern RUN = Pattern.compile("(\\d+)\\. (.+)");

    /** A failed cell, as reports named it before runs were written down: with its server, walk, place and blow. */
    private static final Pattern FAILED = Pattern.compile("Failed: (.+): (\\w+) (\\S+) (\\w+)");

    /** Server, then row and column. */
    private final Map<String, Map<String, Cell>> tables = new TreeMap<>();

    /**
     * What was seen.
     *
     * @param text numbers, or that it failed
     * @param run when and on what it was
     */
    record Cell(String text, String run) {}

    private MatrixTables() {}

    /**
     * Reads a report.
     *
     * @param unnamed the run of cells that name none
     */
    static MatrixTables read(Path file, String unnamed) throws IOException {
        MatrixTables tables = new MatrixTables();
        if (!Files.exists(file)) {
            return tables;
        }
        List<String> lines = Files.readAllLines(file);
        Map<String, String> runs = runs(lines);
        String server = "";
        List<String> titles = List.of();
        for (String line : lines) {
            if (line.startsWith(HEADING)) {
                server = line.substring(HEADING.length());
            } else if (line.startsWith("| " + CORNER + " |")) {
                titles = columns(line);
            } else if (line.startsWith("| ") && line.contains("`")) {
                List<String> columns = columns(line);
                for (int i = 1; i < columns.size(); i++) {
                    tables.read(server, columns.get(0), titles.get(i), columns.get(i), runs, unnamed);
                }
            }
            Matcher failed = FAILED.matcher(line);
            if (failed.matches()) {
                String column = failed.group(4).toLowerCase(Locale.ROOT).replace('_', ' ');
                String row = failed.group(2) + " `" + failed.group(3) + "`";
                tables.put(failed.group(1), row, column, new Cell(MatrixReport.FAILED, unnamed));
            }
        }
        return tables;
    }

    private static Map<String, String> runs(List<String> lines) {
        Map<String, String> runs = new TreeMap<>();
        for (String line : lines.subList(Math.max(0, lines.indexOf(RUNS)), lines.size())) {
            Matcher run = RUN.matcher(line);
            if (run.matches()) {
                runs.put(run.group(1), run.group(2));
            }
        }
        return runs;
    }

    private static List<String> columns(String line) {
        List<String> columns = new ArrayList<>();
        for (String column : line.substring(1, line.length() - 1).split("\\|", -1)) {
            columns.add(column.strip());
        }
        return columns;
    }

    private void read(String server, String row, String column, String text, Map<String, String> runs, String unnamed) {
        Matcher cell = CELL.matcher(text);
        if (cell.matches()) {
            String run = cell.group(2) == null ? unnamed : runs.getOrDefault(cell.group(2), unnamed);
            put(server, row, column, new Cell(cell.group(1), run));
        }
    }

    void put(String server, String row, String column, Cell cell) {
        tables.computeIfAbsent(server, name -> new TreeMap<>()).put(row + " " + column, cell);
    }

    Optional<Cell> find(String server, String row, String column) {
        return Optional.ofNullable(tables.getOrDefault(server, Map.of()).get(row + " " + column));
    }

    /** What the other one knows of servers whose names begin so is better known than ours. */
    void take(MatrixTables other, String servers) {
        other.tables.forEach((server, cells) -> {
            if (server.startsWith(servers)) {
                tables.computeIfAbsent(server, name -> new TreeMap<>()).putAll(cells);
            }
        });
    }

    Set<String> servers() {
        return tables.keySet();
    }
}
