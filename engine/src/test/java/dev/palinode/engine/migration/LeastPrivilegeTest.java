package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.preflight.Preflight;
import dev.palinode.engine.preflight.Problem;
import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** An account that has what the start-up check asks for, and nothing else, can do everything. */
final class LeastPrivilegeTest {
    private static final DdlStrategy STRATEGY = DdlStrategyParser.parse("vitess --allow-concurrent");

    @OnEachServer
    void migrationsAndReverts(TestServer server) throws Exception {
        String schema = server.newSchema();
        String user = "u_" + schema;
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 2)");
        server.execute("", "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'pw'");
        TestServer least = new TestServer("least", server.flavour(), server.address(), new Login(user, "pw"));
        try {
            grantWhatIsAskedFor(server, least, schema);
            try (MigrationEngine engine = PalinodeEngine.open(
                            EngineRoom.quick(),
                            Shards.topology(least, schema),
                            TrafficGate.none(),
                            context -> new OnlineAlter(context, 2, FailPoints.NONE),
                            InstantSource.system());
                    Db db = Shards.db(least)) {
                SessionSettings settings = settings(db);
                TableName table = new TableName(schema, "t");
                MigrationId alter = engine.submit(submission(table, "ALTER TABLE t ADD COLUMN c INT", settings));
                complete(engine, alter);
                complete(engine, engine.revert(new MigrationEngine.Revert(alter, schema, STRATEGY, "ctx")));
                MigrationId drop = engine.submit(submission(table, "DROP TABLE t", settings));
                complete(engine, drop);
                complete(engine, engine.revert(new MigrationEngine.Revert(drop, schema, STRATEGY, "ctx")));
                views(engine, schema, settings);
                assertThat(db.<Optional<Integer>>with(connection ->
                                Sql.first(connection, "SELECT COUNT(*) FROM " + table.quoted(), row -> row.getInt(1))))
                        .contains(2);
            }
        } finally {
            server.execute("", "DROP USER '" + user + "'@'%'");
        }
    }

    private static void views(MigrationEngine engine, String schema, SessionSettings settings) {
        TableName view = new TableName(schema, "w");
        for (String sql :
                List.of("CREATE VIEW w AS SELECT id FROM t", "ALTER VIEW w AS SELECT v FROM t", "DROP VIEW w")) {
            MigrationId id = engine.submit(submission(view, sql, settings));
            complete(engine, id);
            MigrationId revert = engine.revert(new MigrationEngine.Revert(id, schema, STRATEGY, "ctx"));
            complete(engine, revert);
            if (sql.startsWith("CREATE")) {
                complete(engine, engine.revert(new MigrationEngine.Revert(revert, schema, STRATEGY, "ctx")));
            }
        }
    }

    private static void grantWhatIsAskedFor(TestServer server, TestServer least, String schema) throws SQLException {
        Throwable missing = catchThrowable(() -> new Preflight("_vt").check(Shards.tablet(least), schema));
        assertThat(missing).isInstanceOf(SetupFault.class);
        grant(server, String.valueOf(missing.getMessage()));
        for (Problem problem : new Preflight("_vt").check(Shards.tablet(least), schema)) {
            if (problem.what().contains("VIEW")) {
                grant(server, problem.toString());
            }
        }
    }

    private static void grant(TestServer server, String asked) throws SQLException {
        server.execute(
                "",
                Pattern.compile("fix: (GRANT .*)")
                        .matcher(asked)
                        .results()
                        .map(result -> result.group(1))
                        .toArray(String[]::new));
    }

    /** All of them, as the proxy reads them. */
    private static SessionSettings settings(Db db) throws SQLException {
        Map<String, String> found = new HashMap<>();
        for (String name : SessionSettings.NAMES) {
            found.put(
                    name,
                    db.with(connection -> Sql.first(connection, "SELECT @@GLOBAL." + name, row -> row.getString(1)))
                            .orElseThrow());
        }
        return new SessionSettings(found);
    }

    private static MigrationEngine.Submission submission(TableName table, String sql, SessionSettings settings) {
        DdlAction action = DdlAction.valueOf(sql.split(" ", 2)[0]);
        return new MigrationEngine.Submission(action, table, false, sql, STRATEGY, "ctx", settings);
    }

    private static void complete(MigrationEngine engine, MigrationId id) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> engine.logs(id).rows().stream()
                        .map(line -> line.get(1).orElseThrow())
                        .anyMatch(line -> line.contains("-> complete")));
    }
}
