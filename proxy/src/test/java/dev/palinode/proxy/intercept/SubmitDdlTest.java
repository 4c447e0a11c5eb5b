package dev.palinode.proxy.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine.Submission;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubmitDdlTest {
    private static final SessionSettings SESSION = new SessionSettings(Map.of(
            "sql_mode", "ANSI_QUOTES,STRICT_ALL_TABLES",
            "time_zone", "+02:00",
            "collation_connection", "latin1_swedish_ci",
            "default_storage_engine", "InnoDB",
            "innodb_strict_mode", "ON"));

    private final RouterFixture fixture = new RouterFixture();
    private final FakeEngine engine = fixture.engine;

    @BeforeEach
    void manage() {
        fixture.succeeds("SET ddl_strategy='vitess'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ALTER TABLE orders ADD note TEXT;         | ALTER  | orders | false | ALTER TABLE orders ADD note TEXT
            /* a */ alter table commerce.`o x` force  | ALTER  | o x    | false | alter table commerce.`o x` force
            CREATE TABLE IF NOT EXISTS t (id INT)     | CREATE | t      | true  | CREATE TABLE IF NOT EXISTS t (id INT)
            CREATE TABLE t LIKE u                     | CREATE | t      | false | CREATE TABLE t LIKE u
            DROP TABLE IF EXISTS t                    | DROP   | t      | true  | DROP TABLE IF EXISTS t
            CREATE INDEX i ON t (a)                   | ALTER  | t      | false | ALTER TABLE t ADD INDEX i (a)
            DROP INDEX i ON t                         | ALTER  | t      | false | ALTER TABLE t DROP INDEX i
            """)
    void submits(String sql, DdlAction action, String table, boolean ifExists, String statement) {
        assertThat(fixture.asks(sql, SessionQuestion.QUERY, RouterFixture.SETTINGS))
                .isInstanceOfSatisfying(
                        Route.Work.class,
                        work -> assertThat(work.commitsFirst()).isTrue());
        assertThat(fixture.column(sql)).containsExactly(FakeEngine.id(1).uuid());
        assertThat(engine.submissions)
                .containsExactly(new Submission(
                        action,
                        new TableName(RouterFixture.KEYSPACE, table),
                        ifExists,
                        statement,
                        fixture.state.strategy(),
                        "vtgate:" + fixture.state.sessionUuid(),
                        SESSION));
    }

    @Test
    void dropsEachTableByItself() {
        assertThat(fixture.column("DROP TABLE IF EXISTS a, commerce.`b` RESTRICT"))
                .containsExactly(FakeEngine.id(1).uuid(), FakeEngine.id(2).uuid());
        assertThat(engine.submissions)
                .extracting(Submission::statement)
                .containsExactly("DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS commerce.`b`");
        assertThat(engine.submissions).extracting(Submission::ifExists).containsOnly(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t FORCE",
                "CREATE INDEX i ON t (a)",
                "DROP TABLE IF EXISTS a, b",
                "CREATE VIEW v AS SELECT 1"
            })
    void explainsWhatItWouldSubmit(String sql) {
        String explain = "EXPLAIN VITESS_MIGRATION " + sql;
        assertThat(fixture.asks(explain, SessionQuestion.QUERY, RouterFixture.SETTINGS))
                .isInstanceOfSatisfying(
                        Route.Work.class,
                        work -> assertThat(work.commitsFirst()).isFalse());
        assertThat(fixture.route(explain).columns()).isEqualTo(engine.planColumns());
        fixture.reply(explain);
        assertThat(engine.submissions).isEmpty();
        fixture.reply(sql);
        assertThat(engine.proposals).hasSize(1);
        assertThat(engine.proposals.get(0).submissions()).isEqualTo(engine.submissions);
        assertThat(engine.proposals.get(0).faults()).isEmpty();
    }

    @Test
    void explainsAllThatItWouldRefuse() {
        fixture.reply("EXPLAIN VITESS_MIGRATION ALTER TABLE other.t RENAME TO u");
        assertThat(engine.proposals.get(0).faults())
                .extracting(EngineFault::getMessage)
                .satisfiesExactly(
                        rename -> assertThat(rename).contains("RENAME"),
                        table -> assertThat(table).contains("other.t"));
        fixture.reply("EXPLAIN VITESS_MIGRATION ALTER TABLE");
        assertThat(engine.proposals.get(1).submissions()).isEmpty();
        assertThat(engine.proposals.get(1).faults())
                .extracting(EngineFault::kind)
                .containsExactly(EngineFault.Kind.SYNTAX);
        fixture.succeeds("SET ddl_strategy='direct'");
        fixture.reply("EXPLAIN VITESS_MIGRATION ALTER TABLE other.t RENAME TO u");
        assertThat(engine.proposals.get(2).faults()).isEmpty();
    }

    @Test
    void namesTheContext() {
        fixture.succeeds("SET migration_context='deploy:7'");
        fixture.column("ALTER TABLE t FORCE");
        assertThat(engine.submissions.get(0).context()).isEqualTo("deploy:7");
    }

    @Test
    void answersTheEnginesFaults() {
        engine.failWith(new EngineFault(EngineFault.Kind.REFUSED, "no"), 0);
        fixture.fails("ALTER TABLE t FORCE", 1105, "HY000", "no");
        engine.failWith(new IllegalStateException("boom"), 0);
        fixture.fails("ALTER TABLE t FORCE", 1105, "HY000", "boom");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            create view v AS SELECT 1 | create DEFINER = `ann`@`10.%` view v AS SELECT 1
            CREATE OR REPLACE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW v (a) AS SELECT 1 WITH CHECK OPTION\
             | CREATE OR REPLACE ALGORITHM=MERGE DEFINER = `ann`@`10.%` SQL SECURITY INVOKER VIEW v (a) AS SELECT 1 WITH CHECK OPTION
            CREATE DEFINER = sql@localhost SQL SECURITY DEFINER VIEW commerce.v AS SELECT 1 | CREATE DEFINER = sql@localhost SQL SECURITY DEFINER VIEW commerce.v AS SELECT 1
            ALTER VIEW v AS SELECT 2 | ALTER VIEW v AS SELECT 2
            """)
    void aViewGetsTheAccountOfItsSubmitter(String sql, String stored) {
        assertThat(fixture.column(sql)).hasSize(1);
        assertThat(engine.submissions.get(0).statement()).isEqualTo(stored);
        assertThat(engine.submissions.get(0).table().table()).isEqualTo("v");
    }

    @Test
    void eachViewOfADropIsAMigration() {
        assertThat(fixture.column("DROP VIEW IF EXISTS v, `w x` CASCADE")).hasSize(2);
        assertThat(engine.submissions)
                .extracting(submission -> submission.statement())
                .containsExactly("DROP VIEW IF EXISTS v", "DROP VIEW IF EXISTS `w x`");
    }

    @Test
    void namesNoTableTwice() {
        fixture.fails("DROP TABLE a, b, commerce.a", 1105, "HY000", "Not unique table/alias: 'a'");
        assertThat(engine.submissions).isEmpty();
    }

    @Test
    void needsADatabase() {
        fixture.state.setDatabase(Optional.empty());
        fixture.fails("ALTER TABLE t FORCE", 1046, "3D000", "No database selected");
        assertThat(fixture.column("ALTER TABLE commerce.t FORCE")).hasSize(1);
        fixture.state.setDatabase(Optional.of("other"));
        fixture.fails("ALTER TABLE t FORCE", 1235, "42000", "'other.t'");
        fixture.fails("DROP TABLE commerce.a, x.b", 1235, "42000", "'x.b'");
        assertThat(engine.submissions).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            CREATE VIEW                               | 1064 | the name of the table cannot be read
            CREATE TABLE t AS SELECT 1                | 1235 | CREATE TABLE … SELECT
            CREATE OR REPLACE TABLE t (a INT)         | 1235 | OR REPLACE
            ALTER IGNORE TABLE t ADD UNIQUE (a)       | 1235 | drops rows
            ALTER TABLE t RENAME TO u                 | 1235 | RENAME is not supported in online DDL
            ALTER TABLE t ADD a INT, RENAME AS u      | 1235 | RENAME is not supported in online DDL
            ALTER TABLE                               | 1064 | the name of the table cannot be read
            DROP TABLE a,                             | 1064 | the name of the table cannot be read
            ALTER TABLE t FORCE; LOAD DATA LOCAL INFILE 'x' INTO TABLE t | 1235 | command of its own
            """)
    void refuses(String sql, int errno, String gist) {
        fixture.fails(sql, errno, "42000", gist);
        assertThat(engine.submissions).isEmpty();
    }

    @Test
    void foreignKeysAreForTheStrategyVitess() {
        String add = "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (b)";
        assertThat(fixture.column(add)).hasSize(1);
        assertThat(fixture.column("CREATE TABLE t (a INT REFERENCES u (b))")).hasSize(1);
        fixture.succeeds("SET ddl_strategy='mysql'");
        fixture.fails(add, 1235, "42000", "by the strategy 'mysql'");
        fixture.fails("ALTER TABLE t DROP FOREIGN KEY x", 1235, "42000", "by the strategy 'mysql'");
        fixture.succeeds("SET ddl_strategy='gh-ost'");
        fixture.fails(add, 1235, "42000", "by the strategy 'gh-ost'");
        fixture.succeeds("SET ddl_strategy='mysql --declarative'");
        fixture.fails("CREATE TABLE t (a INT REFERENCES u (b))", 1235, "42000", "by the strategy 'mysql'");
        assertThat(engine.submissions).hasSize(2);
    }

    @Test
    void checksTheThreshold() {
        fixture.succeeds("SET ddl_strategy='vitess --cut-over-threshold=1s'");
        fixture.fails("ALTER TABLE t FORCE", 1210, "HY000", "cut-over min value is 5s");
        fixture.fails("REVERT VITESS_MIGRATION '" + FakeEngine.id(1) + "'", 1210, "HY000", "cut-over min value is 5s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RENAME TABLE a TO b", "TRUNCATE TABLE t", "CREATE TEMPORARY TABLE t (a INT)", "DROP TEMPORARY TABLE t",
                "CREATE PROCEDURE p() BEGIN SELECT 1; END", "DROP PROCEDURE p", "CREATE DATABASE d", "DROP DATABASE d",
                "ALTER USER u IDENTIFIED BY 'x'", "CREATE SEQUENCE s", "ANALYZE TABLE t", "INSERT INTO t VALUES (1)"
            })
    void leavesToTheServerWhatIsNoMigration(String sql) {
        fixture.forwards(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t RENAME u",
                "CREATE VIEW v AS SELECT 1",
                "DROP TABLE a; DROP TABLE b",
                "ALTER TABLE",
                "PREPARE s FROM 'ALTER TABLE t FORCE'",
                "EXECUTE s"
            })
    void leavesDirectDdlAlone(String sql) {
        fixture.succeeds("SET ddl_strategy='direct'");
        fixture.forwards(sql);
    }

    @Test
    void nothingIsSubmittedFromAReplica() {
        fixture.state.setHome(RouterFixture.KEYSPACE, "@replica");
        fixture.fails("ALTER TABLE orders ADD note TEXT", 1235, "42000", "goes to the primary");
        fixture.fails("REVERT VITESS_MIGRATION '" + FakeEngine.id(1).uuid() + "'", 1235, "42000", "commerce@replica");
        assertThat(engine.submissions).isEmpty();
    }
}
