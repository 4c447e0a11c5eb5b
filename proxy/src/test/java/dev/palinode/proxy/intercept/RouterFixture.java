package dev.palinode.proxy.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.vtctl.ClusterStatements;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A router over a fake engine, and one session with the keyspace as its database. */
final class RouterFixture {
    static final String KEYSPACE = "commerce";

    /** What the server answers to {@link SessionQuestion}. */
    static final String[] SETTINGS = {
        "ANSI_QUOTES,STRICT_ALL_TABLES", "+02:00", "latin1_swedish_ci", "InnoDB", "1", "ann@10.%"
    };

    final FakeEngine engine = new FakeEngine();
    final SessionState state;
    private final StatementRouter router = new PalinodeRouter(
            engine, KEYSPACE, DdlStrategyParser.parse("online --skip-verify"), new ClusterStatements(Optional.empty()));

    RouterFixture() {
        this(Actor.admin("tester"));
    }

    RouterFixture(Actor actor) {
        state = new SessionState(DdlStrategyParser.parse("direct"), actor);
        state.setDatabase(Optional.of(KEYSPACE));
    }

    Route route(String sql) {
        return router.route(state, sql);
    }

    void forwards(String sql) {
        assertThat(route(sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        Route.Forward.class, forward -> forward.then().run());
    }

    void forwardsInstead(String sql, String other) {
        assertThat(route(sql)).as(sql).isInstanceOfSatisfying(Route.ForwardInstead.class, instead -> {
            assertThat(instead.sql()).isEqualTo(other);
            instead.then().run();
        });
    }

    /** The reply, after the work that it takes, if any. */
    Reply reply(String sql) {
        Route route = route(sql);
        if (route instanceof Route.Ask ask && ask.query().equals(SessionQuestion.QUERY)) {
            route = asks(sql, SessionQuestion.QUERY, SETTINGS);
        }
        if (route instanceof Route.Work work) {
            return work.work().get();
        }
        assertThat(route).as(sql).isInstanceOf(Route.Answer.class);
        return ((Route.Answer) route).reply();
    }

    /** What becomes of a statement when the server has answered a question with one row. */
    Route asks(String sql, String query, String... row) {
        Route route = route(sql);
        assertThat(route).as(sql).isInstanceOf(Route.Ask.class);
        assertThat(((Route.Ask) route).query()).isEqualTo(query);
        List<Optional<String>> values = Stream.of(row).map(Optional::of).toList();
        List<RowSet.Column> columns = Stream.of(row)
                .map(value -> new RowSet.Column("c", RowSet.Type.TEXT))
                .toList();
        return ((Route.Ask) route).then().apply(new Reply.Rows(new RowSet(columns, List.of(values))));
    }

    /** The same for a text in a user variable. */
    Route asksForText(String sql, String variable, String text) {
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        return asks(sql, "SELECT HEX(CONVERT(" + variable + " USING utf8mb4))", hex);
    }

    void succeeds(String sql) {
        assertThat(reply(sql)).as(sql).isEqualTo(new Reply.Ok(0));
    }

    void fails(String sql, int errno, String state, String gist) {
        assertThat(reply(sql)).as(sql).isInstanceOfSatisfying(Reply.Err.class, err -> {
            assertThat(err.message()).contains(gist);
            assertThat(err.errno()).isEqualTo(errno);
            assertThat(err.sqlState()).isEqualTo(state);
        });
    }

    /** The values of a result of one column. */
    List<String> column(String sql) {
        Reply reply = reply(sql);
        assertThat(reply).as(sql).isInstanceOf(Reply.Rows.class);
        return ((Reply.Rows) reply)
                .rows().rows().stream().map(row -> row.get(0).orElseThrow()).toList();
    }
}
