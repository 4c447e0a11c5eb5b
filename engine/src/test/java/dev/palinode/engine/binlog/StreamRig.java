package dev.palinode.engine.binlog;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A schema on a server and streams of its tables. */
public final class StreamRig implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final Db db;
    final String schema;
    final Tablet tablet;

    public StreamRig(TestServer server) throws SQLException {
        this.tablet = new Tablet("zone1-1", server.address(), TabletType.PRIMARY, server.login());
        this.db = new Db(tablet, 4);
        this.schema = server.newSchema();
    }

    /** Runs statements in one session with the schema selected. */
    public void run(String... statements) throws SQLException {
        db.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("USE " + schema);
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        });
    }

    /** Runs statements in a session of their own, for those that change the session. */
    public void runApart(String... statements) throws SQLException {
        try (var connection = db.dedicated();
                Statement statement = connection.createStatement()) {
            statement.execute("USE " + schema);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public List<String> rows(String sql) throws SQLException {
        return db.with(connection -> {
            List<String> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = inSchema(statement).executeQuery(sql)) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    StringBuilder row = new StringBuilder();
                    for (int i = 1; i <= columns; i++) {
                        row.append(i == 1 ? "" : " | ").append(rows.getString(i));
                    }
                    found.add(row.toString());
                }
            }
            return found;
        });
    }

    private Statement inSchema(Statement statement) throws SQLException {
        statement.execute("USE " + schema);
        return statement;
    }

    public Position now() throws SQLException {
        return db.with(connection -> db.dialect().currentPosition(connection));
    }

    public TableDef table(String name) throws SQLException {
        return db.with(connection -> SchemaReader.read(connection, new TableName(schema, name)))
                .orElseThrow();
    }

    BinlogSource open(Position from, TableDef table) throws StreamFailure {
        return BinlogSource.open(tablet, db.dialect(), from, table);
    }

    /** All events of a table from one position to another. */
    public List<ChangeEvent> events(TableDef table, Position from, Position until) throws Exception {
        try (BinlogSource source = open(from, table)) {
            return eventsUntil(source, until);
        }
    }

    static List<ChangeEvent> eventsUntil(ChangeSource source, Position until) throws Exception {
        List<ChangeEvent> found = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            for (ChangeEvent event : source.poll(Duration.ofMillis(200), Duration.ZERO, 1 << 20)) {
                found.add(event);
                if (event instanceof ChangeEvent.Commit commit
                        && commit.position().contains(until)) {
                    return found;
                }
            }
        }
        throw new AssertionError("did not come to " + until + ", only to " + found);
    }

    /** The images that rows have after their changes. */
    public static List<RowImage> after(List<ChangeEvent> events) {
        return events.stream()
                .filter(ChangeEvent.Row.class::isInstance)
                .map(event -> ((ChangeEvent.Row) event).after())
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public void close() {
        db.close();
    }
}
