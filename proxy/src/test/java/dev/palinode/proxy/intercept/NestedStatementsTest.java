package dev.palinode.proxy.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DDL within MariaDB's statements that hold another one. */
final class NestedStatementsTest {
    private static final List<String> HOLDING_DDL = List.of(
            "SET STATEMENT max_statement_time=10 FOR ALTER TABLE t ADD COLUMN a INT",
            "/* x */ set statement sql_mode='', lock_wait_timeout=(SELECT 1 FROM (SELECT 2) x FOR UPDATE) for drop table t",
            "SET STATEMENT a=1 FOR SET STATEMENT b=2 FOR CREATE TABLE x (a INT)",
            "SET STATEMENT a=1 FOR CREATE TABLE x AS SELECT 'ddl_strategy'",
            "SET STATEMENT a=1 FOR EXECUTE IMMEDIATE 'DROP TABLE t'",
            "SET STATEMENT a=1 FOR EXECUTE IMMEDIATE @x",
            "SET STATEMENT a=1 FOR EXECUTE s",
            "SET STATEMENT a=1 FOR PREPARE s2 FROM 'DROP TABLE t'",
            "EXECUTE IMMEDIATE CONCAT('DROP', ' TABLE t')",
            "EXECUTE IMMEDIATE 'DROP' ' TABLE t'",
            "EXECUTE IMMEDIATE 'CREATE TABLE x (a INT DEFAULT ?)' USING 1",
            "EXECUTE IMMEDIATE 'SET STATEMENT a=1 FOR DROP TABLE t'");

    private static final List<String> HOLDING_NONE = List.of(
            "SET STATEMENT max_statement_time=10 FOR SELECT 1",
            "SET STATEMENT max_statement_time=10 FOR INSERT INTO t SELECT 'ALTER TABLE x'",
            "SET STATEMENT max_statement_time=10 FOR CREATE TEMPORARY TABLE x (a INT)",
            "SET STATEMENT max_statement_time=10",
            "EXECUTE IMMEDIATE 'SELECT 1'",
            "EXECUTE IMMEDIATE 'SELECT ?' USING 1",
            "EXECUTE IMMEDIATE 'SELECT 1; DROP TABLE t'",
            "EXECUTE IMMEDIATE",
            "EXECUTE IMMEDIATE USING @a",
            "EXECUTE other");

    private static RouterFixture managed() {
        RouterFixture room = new RouterFixture();
        room.forwards("PREPARE s FROM 'DROP TABLE t'");
        room.forwards("PREPARE other FROM 'SELECT 1'");
        room.succeeds("SET @@ddl_strategy = 'vitess'");
        return room;
    }

    @Test
    void underAManagedStrategyDdlDoesNotPassByIt() {
        RouterFixture room = managed();
        for (String sql : HOLDING_DDL) {
            room.fails(sql, 1235, "42000", "SET ddl_strategy = 'direct'");
            assertThat(room.route("SELECT 1; " + sql)).as(sql).isInstanceOf(Route.Batch.class);
        }
        HOLDING_NONE.forEach(room::forwards);
        assertThat(room.engine.submissions).isEmpty();
    }

    @Test
    void underDirectTheyAreTheServers() {
        RouterFixture room = new RouterFixture();
        HOLDING_DDL.stream().filter(sql -> !sql.contains("'ddl_strategy'")).forEach(room::forwards);
        HOLDING_NONE.forEach(room::forwards);
        room.forwards("EXECUTE IMMEDIATE 'DROP TABLE t'");
        room.forwards("SELECT 1; SET STATEMENT a=1 FOR DROP TABLE t");
    }

    @Test
    void whatIsExecutedImmediatelyIsTakenForWhatItIs() {
        RouterFixture room = managed();
        assertThat(room.column("EXECUTE IMMEDIATE 'ALTER TABLE t COMMENT ''x'''"))
                .hasSize(1);
        assertThat(room.engine.submissions.get(0).statement()).isEqualTo("ALTER TABLE t COMMENT 'x'");
        Route asked = room.asksForText("EXECUTE IMMEDIATE @x", "@x", "REVERT VITESS_MIGRATION 'no'");
        assertThat(asked).isInstanceOf(Route.Answer.class);
        assertThat(room.asksForText("EXECUTE IMMEDIATE @x", "@x", "SELECT 1")).isInstanceOf(Route.Forward.class);
        assertThat(room.asksForText("EXECUTE IMMEDIATE @x USING 1", "@x", "DROP TABLE t"))
                .isInstanceOfSatisfying(
                        Route.Answer.class, answer -> assertThat(answer.reply()).isInstanceOf(Reply.Err.class));
    }

    @Test
    void aPreparedOneIsDecidedAtItsExecution() {
        RouterFixture room = new RouterFixture();
        room.forwards("PREPARE w FROM 'SET STATEMENT a=1 FOR DROP TABLE t'");
        room.forwards("EXECUTE w");
        room.succeeds("SET @@ddl_strategy = 'vitess'");
        room.fails("EXECUTE w", 1235, "42000", "SET STATEMENT");
    }
}
