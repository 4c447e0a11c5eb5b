package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestTools;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** An engine on a keyspace of its own, with a copy runner that copies nothing. */
final class EngineRoom implements AutoCloseable {
    static final Set<String> NO_FLAGS = Set.of();

    /** One that no user has named, so that a statement may be repeated. */
    private static final String CONTEXT = "vtgate:room";

    final TestServer server;
    final String keyspace;
    final FakeCopyRunner copy = new FakeCopyRunner();
    final Db db;
    final MigrationReader reader;
    private final EngineConfig config;
    private MigrationEngine engine;

    EngineRoom(TestServer server, EngineConfig config) throws SQLException {
        this.server = server;
        this.config = config;
        this.keyspace = server.newSchema();
        this.db = Shards.db(server);
        this.reader = new MigrationReader(db, keyspace, Shards.SHARD);
        this.engine = open();
    }

    static EngineRoom of(TestServer server) throws SQLException {
        return new EngineRoom(server, quick());
    }

    static EngineConfig quick() {
        return EngineConfig.defaults()
                .withPollInterval(Duration.ofMillis(100))
                .withCutoverBackoff(List.of(Duration.ZERO, Duration.ZERO, Duration.ofHours(1)))
                .withTools(TestTools.paths());
    }

    private MigrationEngine open() {
        return open(copy::on);
    }

    /** Another engine on the same keyspace. */
    MigrationEngine open(Function<EngineContext, CopyRunner> runners) {
        return open(runners, InstantSource.system());
    }

    /** The same with a time of its own. */
    MigrationEngine open(Function<EngineContext, CopyRunner> runners, InstantSource clock) {
        return PalinodeEngine.open(config, Shards.topology(server, keyspace), TrafficGate.none(), runners, clock);
    }

    MigrationEngine engine() {
        return engine;
    }

    /** Closes the engine, and opens another on the same rows. */
    void restart() {
        engine.close();
        engine = open();
    }

    void stopEngine() {
        engine.close();
    }

    TableName table(String name) {
        return new TableName(keyspace, name);
    }

    static DdlStrategy strategy(Set<String> flags) {
        return DdlStrategyParser.parse("vitess --cut-over-threshold=5s " + String.join(" ", flags));
    }

    MigrationId submit(String sql) {
        return submit(sql, NO_FLAGS);
    }

    MigrationId submit(String sql, Set<String> flags) {
        return submitTo(engine, sql, flags);
    }

    /** Under a strategy other than {@link #strategy}. */
    MigrationId submitUnder(String strategy, String sql) {
        return submitTo(engine, sql, DdlStrategyParser.parse(strategy));
    }

    MigrationId submitTo(MigrationEngine on, String sql) {
        return submitTo(on, sql, NO_FLAGS);
    }

    private MigrationId submitTo(MigrationEngine on, String sql, Set<String> flags) {
        return submitTo(on, sql, strategy(flags));
    }

    /** Submits a statement whose first words are CREATE, ALTER or DROP TABLE or VIEW [IF [NOT] EXISTS] and the name. */
    MigrationId submitTo(MigrationEngine on, String sql, DdlStrategy strategy) {
        boolean ifExists = sql.contains(" IF ");
        String name = sql.replaceAll("(?i)^\\w+ (OR REPLACE )?(TABLE|VIEW) (IF (NOT )?EXISTS )?", "")
                .split("[ (]", 2)[0];
        DdlAction action = DdlAction.valueOf(sql.split(" ", 2)[0].toUpperCase(Locale.ROOT));
        return on.submit(new MigrationEngine.Submission(action, table(name), ifExists, sql, strategy, CONTEXT));
    }

    MigrationId revert(MigrationId id) {
        return revert(id, NO_FLAGS);
    }

    MigrationId revert(MigrationId id, Set<String> flags) {
        return engine.revert(new MigrationEngine.Revert(id, keyspace, strategy(flags), CONTEXT));
    }

    long control(MigrationEngine.Verb verb, MigrationId id) {
        return control(engine, verb, id);
    }

    long control(MigrationEngine on, MigrationEngine.Verb verb, MigrationId id) {
        return on.control(new MigrationEngine.Control(verb, Optional.of(id)));
    }

    Migration row(MigrationId id) {
        try {
            return reader.find(id).orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String message(MigrationId id) throws SQLException {
        return value("SELECT message FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'");
    }

    Migration await(MigrationId id, MigrationStatus status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> assertThat(row(id).status()).as(message(id)).isEqualTo(status));
        return row(id);
    }

    MigrationId complete(MigrationId id) {
        await(id, MigrationStatus.COMPLETE);
        return id;
    }

    /** Waits for as many passes of the scheduler as make sure that something does not happen. */
    static void passes() throws InterruptedException {
        Thread.sleep(700);
    }

    String value(String sql) throws SQLException {
        return db.with(connection -> {
            connection.setCatalog(keyspace);
            return Sql.first(connection, sql, row -> row.getString(1)).orElse("");
        });
    }

    void execute(String... sql) throws SQLException {
        server.execute(keyspace, sql);
    }

    List<String> tables() throws SQLException {
        String sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY 1";
        return db.with(connection -> Sql.query(connection, sql, row -> row.getString(1), keyspace));
    }

    @Override
    public void close() {
        engine.close();
        db.close();
    }
}
