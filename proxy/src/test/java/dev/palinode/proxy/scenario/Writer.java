package dev.palinode.proxy.scenario;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One of the writers of {@link Traffic}: its numbers are its own, and so its record of them is exact. */
final class Writer {
    private static final int WRITERS = 4;

    private final Shape shape;
    private final int remainder;
    private final int numbers;
    private final String insert;
    private final String where;
    private final RandomGenerator random;
    private volatile Map<Long, List<Object>> acknowledged = Map.of();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    /** Statements of the transaction that is going on. */
    private long pending;

    /** Rows as they will be when the transaction is committed, and unique values that no row has then. */
    private Map<Long, List<Object>> rows = new HashMap<>();

    private Deque<Object> free = new ArrayDeque<>();

    Writer(Shape shape, boolean byName, int remainder, int numbers) {
        this.shape = shape;
        this.remainder = remainder;
        this.numbers = numbers;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(remainder);
        String marks = String.join(", ", Collections.nCopies(shape.columns().size(), "?"));
        String names = byName ? " (" + String.join(", ", shape.columns()) + ")" : "";
        this.insert = "INTO t" + names + " VALUES (" + marks + ")";
        this.where = shape.columns().stream()
                .limit(shape.keys())
                .map(column -> column + " = ?")
                .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    void fill(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        for (int i = 0; i < numbers; i++) {
            long number = (long) i * WRITERS + remainder;
            free.add(number);
            if (i % 2 == 0) {
                insert(connection, number);
            }
        }
        connection.commit();
        acknowledged = rows;
    }

    /** One transaction. */
    void work(Connection connection) throws SQLException {
        rows = new HashMap<>(acknowledged);
        pending = 0;
        Deque<Object> freeBefore = new ArrayDeque<>(free);
        boolean several = random.nextBoolean();
        connection.setAutoCommit(!several);
        int statements = several ? 2 + random.nextInt(3) : 1;
        boolean undo = several && random.nextInt(5) == 0;
        try {
            for (int i = 0; i < statements; i++) {
                change(connection, several);
            }
            if (undo) {
                connection.rollback();
            } else if (several) {
                connection.commit();
            }
        } catch (SQLException e) {
            if (!isOwnDeadlock(e)) {
                throw e;
            }
            undo = true;
        }
        if (undo) {
            free = freeBefore;
        } else {
            acknowledged = rows;
            changes.addAndGet(pending);
        }
        transactions.incrementAndGet();
    }

    private boolean isOwnDeadlock(SQLException e) {
        return e.getErrorCode() == 1213 && shape.deadlocks();
    }

    private void change(Connection connection, boolean inTransaction) throws SQLException {
        long number = number();
        List<Object> row = rows.get(number);
        if (row == null) {
            insert(connection, number);
        } else if (random.nextInt(4) == 0) {
            delete(connection, number, row);
        } else if (shape.unique().isEmpty()) {
            replaceOrUpdate(connection, number);
        } else if (inTransaction && random.nextBoolean()) {
            swap(connection, number, number());
        } else {
            update(connection, number, made(number, row.get(uniqueIndex())));
        }
    }

    private long number() {
        return (long) random.nextInt(numbers) * WRITERS + remainder;
    }

    private int uniqueIndex() {
        return shape.columns().indexOf(shape.unique());
    }

    private List<Object> made(long number, Object unique) {
        List<Object> made = new ArrayList<>(shape.rows().make(number, random));
        if (!shape.unique().isEmpty()) {
            made.set(uniqueIndex(), unique);
        }
        return made;
    }

    private void insert(Connection connection, long number) throws SQLException {
        List<Object> row = made(number, free.remove());
        execute(connection, "INSERT " + insert, row, 1);
        rows.put(number, row);
    }

    private void delete(Connection connection, long number, List<Object> row) throws SQLException {
        execute(connection, "DELETE FROM t" + where, row.subList(0, shape.keys()), 1);
        rows.remove(number);
        // The next row to be inserted gets it, wherever that row is.
        free.addFirst(shape.unique().isEmpty() ? (Object) number : row.get(uniqueIndex()));
    }

    private void replaceOrUpdate(Connection connection, long number) throws SQLException {
        List<Object> row = made(number, 0);
        if (random.nextInt(3) == 0) {
            execute(connection, "REPLACE " + insert, row, 2);
            rows.put(number, row);
        } else {
            update(connection, number, row);
        }
    }

    private void update(Connection connection, long number, List<Object> row) throws SQLException {
        List<Object> now = new ArrayList<>(rows.getOrDefault(number, row));
        List<Object> values = new ArrayList<>();
        for (String column : shape.updated()) {
            int index = shape.columns().indexOf(column);
            now.set(index, row.get(index));
            values.add(row.get(index));
        }
        values.addAll(row.subList(0, shape.keys()));
        String set = String.join(" = ?, ", shape.updated()) + " = ?";
        execute(connection, "UPDATE t SET " + set + where, values, 1);
        rows.put(number, now);
    }

    /** Two rows exchange their unique values. */
    private void swap(Connection connection, long first, long second) throws SQLException {
        List<Object> one = rows.get(first);
        List<Object> other = rows.get(second);
        if (one == null || other == null || first == second) {
            return;
        }
        int index = uniqueIndex();
        String set = "UPDATE t SET " + shape.unique() + " = ?" + where;
        List<Object> nothing = new ArrayList<>();
        nothing.add(null);
        nothing.addAll(one.subList(0, shape.keys()));
        execute(connection, set, nothing, 1);
        give(connection, set, second, other, one.get(index));
        give(connection, set, first, one, other.get(index));
    }

    private void give(Connection connection, String set, long number, List<Object> row, Object unique)
            throws SQLException {
        List<Object> now = new ArrayList<>(row);
        now.set(uniqueIndex(), unique);
        List<Object> values = new ArrayList<>(List.of(unique));
        values.addAll(row.subList(0, shape.keys()));
        execute(connection, set, values, 1);
        rows.put(number, now);
    }

    private void execute(Connection connection, String sql, List<Object> values, int expected) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            int changed = statement.executeUpdate();
            if (changed != expected) {
                throw new SQLException(changed + " rows instead of " + expected + ": " + sql + " " + values);
            }
            pending++;
        }
    }

    long transactions() {
        return transactions.get();
    }

    /** How many INSERTs, UPDATEs, REPLACEs and DELETEs have been committed since it began to work. */
    long changes() {
        return changes.get();
    }

    /** What was acknowledged to this writer, one text for each row. */
    Stream<String> rows() {
        return acknowledged.values().stream()
                .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")));
    }

    @Override
    public String toString() {
        return "writer " + remainder;
    }
}
