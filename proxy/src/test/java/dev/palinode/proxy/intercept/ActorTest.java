package dev.palinode.proxy.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may use which of our statements. */
final class ActorTest {
    private static final String CANCEL = "ALTER VITESS_MIGRATION '" + FakeEngine.id(7) + "' CANCEL";
    private static final String REVERT = "REVERT VITESS_MIGRATION '" + FakeEngine.id(7) + "'";
    private static final String DROP = "DROP TABLE t";

    private static void denied(RouterFixture fixture, String sql, String privilege) {
        fixture.fails(sql, 1227, "42000", "you need (at least one of) the " + privilege + " or admin privilege(s)");
    }

    @Test
    void withoutGrantsThereIsOnlyTheServer() {
        RouterFixture fixture = new RouterFixture(new Actor("report", false, false, false));
        fixture.forwards(DROP);
        fixture.succeeds("SET ddl_strategy = 'vitess'");
        denied(fixture, DROP, "online-ddl");
        denied(fixture, REVERT, "online-ddl");
        denied(fixture, "EXPLAIN VITESS_MIGRATION " + DROP, "online-ddl");
        denied(fixture, CANCEL, "control");
        denied(fixture, "ALTER VITESS_MIGRATION CANCEL ALL", "control");
        assertThat(fixture.reply("SHOW VITESS_MIGRATIONS")).isInstanceOf(Reply.Rows.class);
        assertThat(fixture.engine.submissions).isEmpty();
        assertThat(fixture.engine.reverts).isEmpty();
        assertThat(fixture.engine.controls).isEmpty();
    }

    @Test
    void anAppMigratesAndLeavesOthersAlone() {
        RouterFixture fixture = new RouterFixture(new Actor("shop", true, false, false));
        fixture.succeeds("SET ddl_strategy = 'vitess'");
        assertThat(fixture.column(DROP)).hasSize(1);
        assertThat(fixture.column(REVERT)).hasSize(1);
        denied(fixture, CANCEL, "control");
        fixture.fails("SHOW VITESS_SESSIONS", 1227, "42000", "you need (at least one of) the admin privilege(s)");
        assertThat(new RouterFixture().route("SHOW VITESS_SESSIONS")).isInstanceOf(Route.ListSessions.class);
    }

    @Test
    void controlIsAGrantOfItsOwn() {
        RouterFixture fixture = new RouterFixture(new Actor("ci", false, true, false));
        assertThat(fixture.reply(CANCEL)).isEqualTo(new Reply.Ok(3));
        denied(fixture, REVERT, "online-ddl");
        for (String forwarded : List.of("SELECT 1", DROP)) {
            fixture.forwards(forwarded);
        }
    }
}
