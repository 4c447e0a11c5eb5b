package dev.palinode.proxy.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import org.junit.jupiter.api.Test;

/** PREPARE, EXECUTE and DEALLOCATE PREPARE as text. */
final class TextStatementsTest {
    private static final String UUID = "01234567_89ab_cdef_0123_456789abcdef";

    private final RouterFixture fixture = new RouterFixture();

    @Test
    void theStrategyAtTheExecutionDecidesAboutDdl() {
        fixture.forwards("PREPARE `S` FROM 'ALTER TABLE t FORCE'");
        fixture.forwards("EXECUTE s");
        fixture.succeeds("SET ddl_strategy='vitess'");
        assertThat(fixture.column("EXECUTE s")).hasSize(1);
        assertThat(fixture.engine.submissions.get(0).statement()).isEqualTo("ALTER TABLE t FORCE");
        fixture.succeeds("SET ddl_strategy='direct'");
        fixture.forwards("execute S");
        fixture.forwards("DEALLOCATE PREPARE s");
        fixture.succeeds("SET ddl_strategy='vitess'");
        fixture.forwards("EXECUTE s");
    }

    @Test
    void aFailedPrepareIsNotRemembered() {
        fixture.succeeds("SET ddl_strategy='vitess'");
        assertThat(fixture.route("PREPARE s FROM 'ALTER TABLE t FORCE'")).isInstanceOf(Route.Forward.class);
        fixture.forwards("EXECUTE s");
    }

    @Test
    void aTextInAVariableIsAsked() {
        fixture.succeeds("SET ddl_strategy='vitess'");
        Route route = fixture.asksForText("PREPARE s FROM @sql", "@sql", "DROP TABLE t");
        ((Route.Forward) route).then().run();
        assertThat(fixture.column("EXECUTE s")).hasSize(1);
        route = fixture.asksForText("PREPARE s FROM @sql", "@sql", "SELECT 1");
        ((Route.Forward) route).then().run();
        fixture.forwards("EXECUTE s");
    }

    @Test
    void whatIsOursNeverReachesTheServer() {
        fixture.succeeds("PREPARE r FROM 'REVERT VITESS_MIGRATION ?'");
        Route route = fixture.asks("EXECUTE r USING @u", "SELECT @u", UUID);
        assertThat(((Route.Work) route).work().get()).isInstanceOf(Reply.Rows.class);
        fixture.fails("EXECUTE r", 1210, "HY000", "Incorrect arguments");
        fixture.succeeds("DROP PREPARE r");
        fixture.forwards("DROP PREPARE r");
        fixture.forwards("EXECUTE r USING @u");
    }
}
