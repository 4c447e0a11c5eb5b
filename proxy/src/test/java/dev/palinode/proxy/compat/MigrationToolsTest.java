package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeAll;

/** Flyway and Liquibase with their files, their locks and their own tables. */
final class MigrationToolsTest {
    /** Kept, because a logger that nobody keeps forgets its level. */
    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

    @BeforeAll
    static void quietly() {
        LIQUIBASE.setLevel(Level.WARNING);
    }

    private static FluentConfiguration flyway(Place place) {
        return Flyway.configure()
                .dataSource(place.isMariaDb() ? place.mariaDbUrl("") : place.url(""), place.user(), place.password())
                .locations("classpath:compat/flyway");
    }

    @OnEachServer
    void flyway(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            stage.compare((place, seen) -> {
                Flyway tool = flyway(place).load();
                seen.note("migrated", tool.migrate().migrationsExecuted);
                tool.validate();
                for (MigrationInfo info : tool.info().all()) {
                    seen.note(String.valueOf(info.getVersion()), info.getDescription() + " " + info.getState());
                }
                seen.note("again", tool.migrate().migrationsExecuted);
                schema(place, seen, "flyway_item");
            });
        }
    }

    @OnEachServer
    void flywayOnline(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            Place place = stage.proxied();
            flyway(place).target("1").load().migrate();
            assertThat(flyway(place)
                            .initSql("SET @@ddl_strategy = 'vitess'")
                            .load()
                            .migrate()
                            .success)
                    .isTrue();
            bothAltersAreMigrations(place, "flyway_item");
        }
    }

    /** What each step of the tool stands on is there when it is taken, and a step that fails stops the tool. */
    @OnEachServer
    void flywayThatWaits(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            Place place = stage.proxied();
            flyway(place).target("1").load().migrate();
            flyway(place).initSql("SET @@ddl_strategy = 'vitess --wait'").load().migrate();
            try (Connection connection = place.connect(place.url(""))) {
                assertThat(Online.one(connection, "SELECT COUNT(price), COUNT(note) FROM flyway_item"))
                        .isEqualTo("2");
                Online.run(connection, "SET @@ddl_strategy = 'vitess --wait'");
                assertThatThrownBy(() -> Online.run(connection, "ALTER TABLE flyway_item DROP COLUMN nothing"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("failed");
            }
        }
    }

    @OnEachServer
    void liquibase(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            stage.compare((place, seen) -> {
                try (Connection connection = place.connect(place.url(""))) {
                    Liquibase tool = liquibase(connection);
                    tool.update(new Contexts(), new LabelExpression());
                    tool.validate();
                    seen.note(
                            "left",
                            tool.listUnrunChangeSets(new Contexts(), new LabelExpression())
                                    .size());
                    tool.rollback(1, "");
                    seen.note("locks", tool.listLocks().length);
                }
                schema(place, seen, "liquibase_item");
            });
        }
    }

    @OnEachServer
    void liquibaseOnline(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            Place place = stage.proxied();
            try (Connection connection = place.connect(place.url(""))) {
                Liquibase tool = liquibase(connection);
                tool.update(1, "");
                Online.run(connection, "SET @@ddl_strategy = 'vitess'");
                tool.update(new Contexts(), new LabelExpression());
            }
            bothAltersAreMigrations(place, "liquibase_item");
        }
    }

    private static Liquibase liquibase(Connection connection) throws Exception {
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        return new Liquibase("compat/liquibase.sql", new ClassLoaderResourceAccessor(), database);
    }

    private static void schema(Place place, Transcript seen, String table) throws Exception {
        try (Connection connection = place.connect(place.url(""));
                Statement statement = connection.createStatement()) {
            seen.rows("table", statement.executeQuery("SHOW CREATE TABLE " + table));
            seen.rows("rows", statement.executeQuery("SELECT * FROM " + table + " ORDER BY 1"));
            seen.rows("all", statement.executeQuery("SHOW TABLES"));
        }
    }

    /** The tool goes on as soon as an ALTER is submitted; what it stands for is there when the migration is. */
    private static void bothAltersAreMigrations(Place place, String table) throws Exception {
        try (Connection connection = place.connect(place.url(""))) {
            Online.awaitAllComplete(connection, 2);
            assertThat(Online.one(connection, "SELECT COUNT(price), COUNT(note) FROM " + table))
                    .isEqualTo("2");
        }
    }
}
