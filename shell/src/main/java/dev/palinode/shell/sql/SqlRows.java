package dev.palinode.shell.sql;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.RowCursor;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.RowPrinter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A small result as a whole, for what the shell itself wants to know.
 *
 * @param headings its columns
 * @param rows their values; empty is NULL
 */
public record SqlRows(List<Heading> headings, List<List<Optional<String>>> rows) {
    public SqlRows {
        headings = List.copyOf(headings);
        rows = List.copyOf(rows);
    }

    /**
     * Asks the server.
     *
     * @param client the session to ask on
     * @param sql a statement that answers rows
     * @return all of them
     * @throws SqlFailure when it was refused, or the connection is lost
     */
    public static SqlRows read(SqlClient client, String sql) throws SqlFailure {
        try (Answer answer = client.run(sql)) {
            if (answer.rows().isEmpty()) {
                return new SqlRows(List.of(), List.of());
            }
            RowCursor cursor = answer.rows().get();
            List<Heading> headings = cursor.columns().stream()
                    .map(c -> new Heading(c.name(), c.numeric()))
                    .toList();
            List<List<Optional<String>>> rows = new ArrayList<>();
            for (Optional<List<Optional<String>>> row = cursor.next(); row.isPresent(); row = cursor.next()) {
                rows.add(row.get());
            }
            // Behind the last result stands whether a transaction is open.
            answer.more();
            return new SqlRows(headings, rows);
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                client.close();
            }
            throw e;
        }
    }

    /**
     * The rows by the names of their columns.
     *
     * @return names in lower case; a column that is NULL is left out
     */
    public List<Map<String, String>> byName() {
        return rows.stream().map(this::named).toList();
    }

    private Map<String, String> named(List<Optional<String>> row) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            String name = headings.get(i).name().toLowerCase(Locale.ROOT);
            row.get(i).ifPresent(value -> values.put(name, value));
        }
        return values;
    }

    /**
     * The first value of the first row.
     *
     * @return empty when there is none, or it is NULL
     */
    public Optional<String> first() {
        return rows.isEmpty() ? Optional.empty() : rows.get(0).get(0);
    }

    /**
     * The first values of all rows.
     *
     * @return those that are not NULL
     */
    public List<String> firsts() {
        return rows.stream().flatMap(row -> row.get(0).stream()).toList();
    }

    /**
     * Prints the rows.
     *
     * @param output where, and in which style
     */
    public void print(Output output) {
        RowPrinter printer = output.printer(headings);
        rows.forEach(printer::row);
        printer.finish();
        output.writer().flush();
    }
}
