package dev.palinode.engine.sql.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.MigrationVerb;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.SqlStatement.AlterMigration;
import dev.palinode.engine.sql.SqlStatement.Ddl;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.engine.sql.SqlStatement.ExplainMigration;
import dev.palinode.engine.sql.SqlStatement.Malformed;
import dev.palinode.engine.sql.SqlStatement.NameRef;
import dev.palinode.engine.sql.SqlStatement.Other;
import dev.palinode.engine.sql.SqlStatement.Revert;
import dev.palinode.engine.sql.SqlStatement.ShowMigrations;
import dev.palinode.engine.sql.SqlStatement.Use;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementClassifierTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ALTER TABLE t ADD c INT                            | ALTER  | TABLE | t             |
            alter /* x */ table `db`.`my t` engine=innodb      | ALTER  | TABLE | db.my t       |
            ALTER TABLE db . t FORCE                           | ALTER  | TABLE | db.t          |
            ALTER ONLINE TABLE IF EXISTS t NOWAIT ADD c INT    | ALTER  | TABLE | t             | IF_EXISTS
            ALTER IGNORE TABLE t ADD UNIQUE (a)                | ALTER  | TABLE | t             | IGNORE
            /*!50000 ALTER TABLE t ADD c INT */                | ALTER  | TABLE | t             |
            ALTER TABLE t RENAME TO u                          | ALTER  | TABLE | t             | RENAMES_TABLE
            ALTER TABLE t ADD a INT, RENAME u                  | ALTER  | TABLE | t             | RENAMES_TABLE
            ALTER TABLE t RENAME COLUMN a TO b, RENAME KEY x TO y | ALTER | TABLE | t           |
            ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (b) | ALTER  | TABLE | t             | FOREIGN_KEY
            ALTER TABLE t ADD a INT COMMENT 'REFERENCES u'     | ALTER  | TABLE | t             |
            CREATE TABLE IF NOT EXISTS t (a INT)               | CREATE | TABLE | t             | IF_EXISTS
            CREATE TABLE t (a INT REFERENCES u (b))            | CREATE | TABLE | t             | FOREIGN_KEY
            CREATE OR REPLACE TABLE t (a INT)                  | CREATE | TABLE | t             | OR_REPLACE
            CREATE TEMPORARY TABLE t (a INT)                   | CREATE | TABLE | t             | TEMPORARY
            CREATE TABLE t LIKE db.u                           | CREATE | TABLE | t             |
            CREATE TABLE t AS SELECT 1                         | CREATE | TABLE | t             | FROM_QUERY
            CREATE TABLE t (a INT) SELECT 1 AS a               | CREATE | TABLE | t             | FROM_QUERY
            CREATE TABLE t AS TABLE u                          | CREATE | TABLE | t             | FROM_QUERY
            CREATE TABLE t (a INT AS (b + 1), b INT, `select` INT)| CREATE | TABLE | t          |
            CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1))| CREATE | TABLE | t |
            DROP TABLE a, `b`, db.c                            | DROP   | TABLE | a,b,db.c      |
            DROP TABLES IF EXISTS a CASCADE                    | DROP   | TABLE | a             | IF_EXISTS
            DROP TEMPORARY TABLE a                             | DROP   | TABLE | a             | TEMPORARY
            DROP TABLE a b                                     | DROP   | TABLE |               |
            DROP TABLE a,                                      | DROP   | TABLE |               |
            ALTER TABLE                                        | ALTER  | TABLE |               |
            CREATE VIEW v AS SELECT 1                          | CREATE | VIEW  | v             |
            CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`r`@`%` SQL SECURITY INVOKER VIEW v AS SELECT 1| CREATE | VIEW | v | OR_REPLACE
            ALTER VIEW v AS SELECT 1                           | ALTER  | VIEW  | v             |
            DROP VIEW IF EXISTS v, w                           | DROP   | VIEW  | v,w           | IF_EXISTS
            CREATE UNIQUE INDEX i ON db.t (a)                  | CREATE | INDEX | db.t          |
            CREATE INDEX IF NOT EXISTS `on` USING BTREE ON t (a)| CREATE | INDEX | t            | IF_EXISTS
            DROP INDEX i ON t                                  | DROP   | INDEX | t             |
            CREATE DATABASE d                                  | CREATE | OTHER |               |
            DROP PROCEDURE p                                   | DROP   | OTHER |               |
            CREATE DEFINER=a@b TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET @a=1 | CREATE | OTHER | |
            ALTER USER u IDENTIFIED BY 'x'                     | ALTER  | OTHER |               |
            CREATE SEQUENCE s                                  | CREATE | OTHER |               |
            CREATE                                             | CREATE | OTHER |               |
            """)
    void readsDdl(String sql, DdlAction action, DdlKind kind, String tables, String traits) {
        assertThat(StatementClassifier.classify(sql + " ;")).isInstanceOfSatisfying(Ddl.class, ddl -> {
            assertThat(ddl.text()).isEqualTo(sql);
            assertThat(ddl.action()).isEqualTo(action);
            assertThat(ddl.kind()).isEqualTo(kind);
            assertThat(ddl.tables().stream()
                            .map(StatementClassifierTest::dotted)
                            .collect(Collectors.joining(",")))
                    .isEqualTo(tables == null ? "" : tables);
            assertThat(ddl.traits().stream().map(Enum::name).collect(Collectors.joining(",")))
                    .isEqualTo(traits == null ? "" : traits);
        });
    }

    private static String dotted(NameRef name) {
        return name.schema().map(schema -> schema + ".").orElse("") + name.table();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            CREATE INDEX i ON t (a)                         | ALTER TABLE t ADD INDEX i (a)
            CREATE INDEX i ON t(a DESC) COMMENT 'LOCK'      | ALTER TABLE t ADD INDEX i (a DESC) COMMENT 'LOCK'
            create unique index `on` using hash ON `db`.`t` ((lower(a)), b(3)) | ALTER TABLE `db`.`t` ADD unique index `on` using hash ((lower(a)), b(3))
            CREATE FULLTEXT INDEX f ON t (b) WITH PARSER ngram ALGORITHM=INPLACE LOCK = NONE| ALTER TABLE t ADD FULLTEXT INDEX f (b) WITH PARSER ngram , ALGORITHM=INPLACE , LOCK = NONE
            CREATE INDEX IF NOT EXISTS i ON t (a)           | ALTER TABLE t ADD INDEX IF NOT EXISTS i (a)
            DROP INDEX i ON t                               | ALTER TABLE t DROP INDEX i
            DROP INDEX IF EXISTS i ON db.t LOCK=NONE        | ALTER TABLE db.t DROP INDEX IF EXISTS i , LOCK=NONE
            DROP INDEX `PRIMARY` ON t                       | ALTER TABLE t DROP PRIMARY KEY
            """)
    void turnsIndexStatementsIntoAlters(String sql, String alter) {
        assertThat(StatementClassifier.ddl(sql).map(NameRewriter::indexAsAlter)).contains(alter);
        assertThat(StatementClassifier.ddl(alter))
                .hasValueSatisfying(ddl -> assertThat(ddl.kind()).isEqualTo(DdlKind.TABLE));
    }

    @Test
    void replacesTheNameAndNothingElse() {
        String ddl = "ALTER TABLE /* t */ `db` . t /* t */ ADD t INT COMMENT 't'  -- t";
        assertThat(NameRewriter.withTable(ddl, new TableName("x", "y`z")))
                .isEqualTo("ALTER TABLE /* t */ `x`.`y``z` /* t */ ADD t INT COMMENT 't'");
        assertThat(NameRewriter.withoutComments("ALTER/* a */TABLE t -- x\n/*!50000 FORCE */ # y"))
                .isEqualTo("ALTER TABLE t  /*!50000 FORCE */");
    }

    @Test
    void readsRevert() {
        assertThat(StatementClassifier.classify("/* x */ revert\nvitess_migration 'a-b' ; -- y"))
                .isInstanceOfSatisfying(
                        Revert.class, revert -> assertThat(revert.uuid()).isEqualTo("a-b"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ALTER VITESS_MIGRATION 'u' CANCEL                   | CANCEL            | u |
            alter vitess_migration "u" retry                    | RETRY             | u |
            ALTER VITESS_MIGRATION CANCEL ALL                   | CANCEL            |   |
            ALTER VITESS_MIGRATION 'u' LAUNCH                   | LAUNCH            | u |
            ALTER VITESS_MIGRATION 'u' COMPLETE VITESS_SHARDS 'a,b' | COMPLETE      | u | VITESS_SHARDS 'a,b'
            ALTER VITESS_MIGRATION POSTPONE COMPLETE ALL        | POSTPONE_COMPLETE |   |
            ALTER VITESS_MIGRATION THROTTLE ALL EXPIRE '1h' RATIO 0.5 | THROTTLE    |   | EXPIRE '1h' RATIO 0.5
            ALTER VITESS_MIGRATION 'u' CUTOVER_THRESHOLD '5s'   | CUTOVER_THRESHOLD | u | '5s'
            ALTER VITESS_MIGRATION 'u' FORCE_CUTOVER            | FORCE_CUTOVER     | u |
            ALTER VITESS_MIGRATION 'u' CLEANUP                  | CLEANUP           | u |
            ALTER VITESS_MIGRATION 'u' verify                   | VERIFY            | u |
            ALTER VITESS_MIGRATION VERIFY ALL                   | VERIFY            |   |
            """)
    void readsAlterMigration(String sql, MigrationVerb verb, String uuid, String argument) {
        assertThat(StatementClassifier.classify(sql)).isInstanceOfSatisfying(AlterMigration.class, alter -> {
            assertThat(alter.verb()).isEqualTo(verb);
            assertThat(alter.uuid().orElse(null)).isEqualTo(uuid);
            assertThat(alter.argument().orElse(null)).isEqualTo(argument);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SHOW VITESS_MIGRATIONS                         |    |      |        |
            show vitess_migrations like 'run%'             |    | run% |        |
            SHOW VITESS_MIGRATIONS FROM `k s` LIKE '%'     | k s| %    |        |
            SHOW VITESS_MIGRATIONS IN k WHERE id = 1 -- x  | k  |      | id = 1 |
            SHOW VITESS_MIGRATIONS limit 5                 |    |      |        | limit 5
            SHOW VITESS_MIGRATIONS LIKE 'a' ORDER BY id    |    | a    |        | ORDER BY id
            SHOW VITESS_MIGRATIONS WHERE a='LIMIT 1' Order By id LIMIT 1 |||a='LIMIT 1'|Order By id LIMIT 1
            """)
    void readsShowMigrations(String sql, String keyspace, String like, String where, String order) {
        assertThat(StatementClassifier.classify(sql)).isInstanceOfSatisfying(ShowMigrations.class, show -> {
            assertThat(show.keyspace().orElse(null)).isEqualTo(keyspace);
            assertThat(show.like().orElse(null)).isEqualTo(like);
            assertThat(show.where().orElse(null)).isEqualTo(where);
            assertThat(show.order().orElse(null)).isEqualTo(order);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            REVERT VITESS_MIGRATION                       | REVERT VITESS_MIGRATION '<uuid>', near '' at line 1
            REVERT VITESS_MIGRATION abc                   | REVERT VITESS_MIGRATION '<uuid>', near 'abc' at line 1
            REVERT VITESS_MIGRATION 'a' 'b'               | near ''b''
            ALTER VITESS_MIGRATION                        | ALTER VITESS_MIGRATION '<uuid>' <verb>
            ALTER VITESS_MIGRATION 'u' EXPLODE            | near 'EXPLODE'
            ALTER VITESS_MIGRATION RETRY ALL              | expected ALTER VITESS_MIGRATION '<uuid>' RETRY, near 'ALL'
            ALTER VITESS_MIGRATION CANCEL                 | ALTER VITESS_MIGRATION CANCEL ALL, near ''
            ALTER VITESS_MIGRATION 'u' CUTOVER_THRESHOLD  | ALTER VITESS_MIGRATION '<uuid>' CUTOVER_THRESHOLD '<time
            ALTER VITESS_MIGRATION 'u' CANCEL now         | near 'now'
            SHOW VITESS_MIGRATIONS LIKE                   | SHOW VITESS_MIGRATIONS [FROM keyspace]
            SHOW VITESS_MIGRATIONS nonsense               | near 'nonsense'
            SHOW VITESS_MIGRATIONS WHERE                  | near ''
            SHOW VITESS_MIGRATIONS WHERE LIMIT 1          | near 'LIMIT 1'
            SHOW VITESS_THROTTLER                         | SHOW VITESS_THROTTLER STATUS, near ''
            SHOW VITESS_THROTTLED_APPS now                | near 'now'
            SHOW VITESS_TABLE_GC FROM x                   | SHOW VITESS_TABLE_GC, near 'FROM x'
            """)
    void saysWhatWouldHaveBeenRight(String sql, String gist) {
        assertThat(StatementClassifier.classify(sql))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed -> assertThat(malformed.message())
                                .startsWith("You have an error in your SQL syntax; expected ")
                                .contains(gist));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXPLAIN VITESS_MIGRATION ALTER TABLE t ADD c INT | ALTER | t",
                "explain /* why */ vitess_migration create table if not exists u (id int) | CREATE | u",
                "DESC VITESS_MIGRATION DROP VIEW v | DROP | v",
                "DESCRIBE VITESS_MIGRATION CREATE INDEX i ON w (a) | CREATE | w",
            })
    void readsWhatIsToBeExplained(String sql, DdlAction action, String table) {
        assertThat(StatementClassifier.classify(sql)).isInstanceOfSatisfying(ExplainMigration.class, explain -> {
            assertThat(explain.ddl().action()).isEqualTo(action);
            assertThat(explain.ddl().tables().get(0).table()).isEqualTo(table);
            assertThat(sql).endsWith(explain.ddl().text());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHOW VITESS_REPLICATION_STATUS",
                "show vitess_tablets like 'db%'",
                "SHOW /* all */ KEYSPACES",
                "vtctl PlannedReparentShard --new-primary zone1-101 ks/0",
            })
    void knowsStatementsAboutTheCluster(String sql) {
        assertThat(StatementClassifier.classify(sql)).isEqualTo(new SqlStatement.Cluster(sql));
    }

    @ParameterizedTest
    @CsvSource({"show vitess_throttled_apps,true", "SHOW /* all */ VITESS_THROTTLER STATUS,false"})
    void readsWhatTheThrottlerIsAsked(String sql, boolean apps) {
        assertThat(StatementClassifier.classify(sql)).isEqualTo(new SqlStatement.ShowThrottler(sql, apps));
    }

    @Test
    void readsLogs() {
        assertThat(StatementClassifier.classify("show vitess_migration 'u' logs"))
                .isInstanceOfSatisfying(
                        SqlStatement.ShowLogs.class,
                        found -> assertThat(found.uuid()).isEqualTo("u"));
        assertThat(StatementClassifier.classify("SHOW VITESS_MIGRATION 'u' LOG"))
                .isInstanceOf(SqlStatement.Malformed.class);
    }

    @Test
    void readsUse() {
        assertThat(StatementClassifier.classify("use `my db`"))
                .isInstanceOfSatisfying(
                        Use.class, use -> assertThat(use.database()).isEqualTo("my db"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ";",
                "-- x",
                "SELECT 'REVERT VITESS_MIGRATION ''x'''",
                "SELECT 1 /* ALTER VITESS_MIGRATION */",
                "REVERT something",
                "SHOW TABLES",
                "EXPLAIN SELECT 1",
                "RENAME TABLE a TO b",
                "TRUNCATE TABLE t",
                "INSERT INTO t VALUES ('SET ddl_strategy')",
                "`SET` ddl_strategy='x'",
                "'ALTER TABLE t FORCE'"
            })
    void leavesTheRestAlone(String sql) {
        assertThat(StatementClassifier.classify(sql)).isInstanceOf(Other.class);
    }
}
