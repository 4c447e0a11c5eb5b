package dev.palinode.proxy.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SessionVariablesTest {
    private final RouterFixture fixture = new RouterFixture();
    private final SessionState state = fixture.state;

    @Test
    void setsAndReadsBack() {
        fixture.succeeds("SET @@ddl_strategy='vitess --allow-concurrent'");
        fixture.succeeds("SET migration_context = 'app:1';");
        assertThat(state.strategy().has(DdlStrategy.Flag.ALLOW_CONCURRENT)).isTrue();
        fixture.forwardsInstead(
                "SELECT @@ddl_strategy, @@migration_context c, @@session_uuid",
                "SELECT 'vitess --allow-concurrent' AS `@@ddl_strategy`, 'app:1' c, '" + state.sessionUuid()
                        + "' AS `@@session_uuid`");
        fixture.succeeds("SET ddl_strategy=DEFAULT, migration_context=DEFAULT");
        assertThat(state.strategy().kind()).isEqualTo(DdlStrategy.Kind.ONLINE);
        assertThat(state.migrationContext()).isEmpty();
        fixture.succeeds("SET ddl_strategy=''");
        assertThat(state.strategy().isManaged()).isFalse();
    }

    @Test
    void forwardsWhatElseIsSet() {
        fixture.forwardsInstead("SET NAMES utf8mb4, ddl_strategy='vitess', @x=1", "SET NAMES utf8mb4, @x=1");
        assertThat(state.strategy().kind()).isEqualTo(DdlStrategy.Kind.VITESS);
        fixture.forwardsInstead("SET @old=@@ddl_strategy, ddl_strategy='direct'", "SET @old='vitess'");
        assertThat(state.strategy().kind()).isEqualTo(DdlStrategy.Kind.DIRECT);
    }

    @Test
    void setsNothingWhenOneOfOursIsBad() {
        fixture.fails(
                "SET ddl_strategy='vitess', migration_context='a b'", 1231, "42000", "invalid migration_context: a b");
        fixture.fails("SET ddl_strategy='vitess', session_uuid='x'", 1238, "HY000", "read only");
        fixture.fails("SET ddl_strategy='vitess', @x=@@global.ddl_strategy", 1238, "HY000", "SESSION variable");
        assertThat(state.strategy().kind()).isEqualTo(DdlStrategy.Kind.DIRECT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SET ddl_strategy='nope'             | 1231 | 42000 | invalid DDL strategy: Unknown online DDL strategy: 'nope'
            SET ddl_strategy='vitess --x'       | 1231 | 42000 | invalid flags for vitess strategy: --x
            SET ddl_strategy='vitess --vreplication-test-suite' | 1231 | 42000 | --vreplication-test-suite is not supported: it is for Vitess's own tests
            SET GLOBAL ddl_strategy='vitess'    | 1228 | HY000 | SESSION variable and can't be used with SET GLOBAL
            SET @@global.ddl_strategy='vitess'  | 1228 | HY000 | SESSION variable
            SELECT @@global.ddl_strategy        | 1238 | HY000 | Variable 'ddl_strategy' is a SESSION variable
            SET ddl_strategy                    | 1064 | 42000 | near 'ddl_strategy'
            SET migration_context='ä'           | 1231 | 42000 | invalid migration_context
            """)
    void refuses(String sql, int errno, String sqlState, String gist) {
        fixture.fails(sql, errno, sqlState, gist);
        assertThat(state.strategy()).isEqualTo(DdlStrategy.DIRECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET @x = 'ddl_strategy'",
                "SELECT '@@ddl_strategy'",
                "SELECT 1 /* SET ddl_strategy='vitess' */",
                "SET NAMES utf8",
                "USE commerce",
                "SELECT 1; SELECT 2",
                "",
                "-- SET ddl_strategy='x'",
                "INSERT INTO t VALUES ('REVERT VITESS_MIGRATION ''x''')"
            })
    void forwardsTheRest(String sql) {
        fixture.forwards(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET ddl_strategy='vitess'; ALTER TABLE t FORCE",
                "SELECT 1; SET ddl_strategy='vitess'",
                "SELECT @@ddl_strategy; SELECT 1",
                "SHOW VITESS_MIGRATIONS; SHOW VITESS_MIGRATIONS",
                "BEGIN; REVERT VITESS_MIGRATION",
            })
    void takesOursAmongOthersInTurn(String sql) {
        assertThat(fixture.route(sql))
                .isInstanceOfSatisfying(
                        Route.Batch.class,
                        batch -> assertThat(batch.statements()).hasSize(2));
        assertThat(state.strategy()).isEqualTo(DdlStrategy.DIRECT);
    }

    @Test
    void valuesThatTheServerHasToComputeAreAsked() {
        Route route = fixture.asks("SET ddl_strategy=@old, autocommit=1", "SELECT (@old)", "vitess");
        assertThat(route).isInstanceOf(Route.ForwardInstead.class);
        assertThat(((Route.ForwardInstead) route).sql()).isEqualTo("SET autocommit=1");
        assertThat(state.strategy()).isEqualTo(DdlStrategy.DIRECT);
        ((Route.ForwardInstead) route).then().run();
        assertThat(state.strategy().kind()).isEqualTo(DdlStrategy.Kind.VITESS);
        route = fixture.asks("SET ddl_strategy=CONCAT(@@ddl_strategy,'x')", "SELECT (CONCAT('vitess','x'))", "vitessx");
        assertThat(route)
                .isEqualTo(new Route.Answer(
                        new Reply.Err(1231, "42000", "invalid DDL strategy: Unknown online DDL strategy: 'vitessx'")));
    }

    @Test
    void showVariablesHoldsOurs() {
        for (String like : new String[] {
            "LIKE 'ddl\\_strategy'",
            "LIKE '%ddl%'",
            "WHERE Variable_name = 'ddl_strategy'",
            "where variable_name in ('a', 'DDL_STRATEGY')",
            "WHERE Variable_name LIKE 'ddl%'"
        }) {
            for (String scope : new String[] {"", "SESSION ", "LOCAL "}) {
                String sql = "SHOW " + scope + "VARIABLES " + like;
                Route route = fixture.asks(sql, sql, "x", "y");
                assertThat(((Reply.Rows) ((Route.Answer) route).reply()).rows().rows())
                        .as(sql)
                        .containsExactly(
                                List.of(Optional.of("ddl_strategy"), Optional.of("direct")),
                                List.of(Optional.of("x"), Optional.of("y")));
            }
        }
        for (String other : new String[] {
            "SHOW VARIABLES", "SHOW VARIABLES LIKE '%'", "SHOW GLOBAL VARIABLES LIKE 'ddl_strategy'",
            "SHOW VARIABLES LIKE 'ddl'", "SHOW VARIABLES WHERE Variable_name = 'x'", "SHOW VARIABLES WHERE 1"
        }) {
            fixture.forwards(other);
        }
    }

    @Test
    void backslashesMeanWhatTheSessionSays() {
        state.setBackslashEscapes(false);
        fixture.forwardsInstead(
                "SET @x = 'a\\', @y = \"b\\\", migration_context = 'c:1'", "SET @x = 'a\\', @y = \"b\\\"");
        assertThat(state.migrationContext()).isEqualTo("c:1");
        fixture.forwards("SELECT '\\', ' ; SET ddl_strategy=1'");
        assertThat(fixture.route("SELECT '\\'; SET ddl_strategy='vitess'"))
                .isEqualTo(new Route.Batch(List.of("SELECT '\\'", "SET ddl_strategy='vitess'")));
    }

    @Test
    void semicolonsAndCommentsAroundDoNotCount() {
        fixture.succeeds("; /* a */ SET ddl_strategy='vitess' ;; -- b\n; # c");
        assertThat(state.strategy().kind()).isEqualTo(DdlStrategy.Kind.VITESS);
    }
}
