package dev.palinode.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.DdlStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ToolOptionsTest {
    @Test
    void oursAreKeptAndTheirsArePassedOn() {
        DdlStrategy strategy = DdlStrategyParser.parse("gh-ost --postpone-completion -chunk-size=500"
                + " --max-load='Threads_running=20,Threads_connected=500' --allow-zero-in-date --exact-rowcount");
        assertThat(strategy.has(DdlStrategy.Flag.POSTPONE_COMPLETION)).isTrue();
        assertThat(strategy.has(DdlStrategy.Flag.ALLOW_ZERO_IN_DATE)).isTrue();
        assertThat(ToolOptions.of(strategy))
                .containsExactly(
                        "--chunk-size=500", "--max-load=Threads_running=20,Threads_connected=500", "--exact-rowcount");
        assertThat(ToolOptions.of(DdlStrategyParser.parse("vitess --allow-concurrent")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gh-ost --host=db2",
                "gh-ost --user=root",
                "gh-ost --password=x",
                "gh-ost --execute",
                "gh-ost --hooks-path=/tmp",
                "gh-ost --conf=/etc/passwd",
                "gh-ost --serve-tcp-port=9",
                "gh-ost --throttle-query=SELECT",
                "gh-ost --throttle-http=http://x",
                "gh-ost --cut-over=two-step",
                "gh-ost --ok-to-drop-table",
                "gh-ost --skip-strict-mode",
                "gh-ost --discard-foreign-keys",
                "gh-ost --chunk-size",
                "gh-ost --chunk-size 500",
                "gh-ost --exact-rowcount=true",
                "pt-osc --plugin=/tmp/x.pm",
                "pt-osc --defaults-file=/tmp/x",
                "pt-osc -p=x",
                "pt-osc --pass=x",
                "pt-osc --dry-run",
                "pt-osc --alter-foreign-keys-method=drop_swap",
                "pt-osc --no-check-unique-key-change",
                "pt-osc --set-vars='a=(SELECT 1)'",
                "pt-osc --chunk-index='a`b'",
                "vitess --chunk-size=500"
            })
    void whatIsOursToSayOrDangerousIsRefused(String text) {
        assertThatThrownBy(() -> DdlStrategyParser.parse(text))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("invalid flags for " + text.split(" ", 2)[0] + " strategy");
    }
}
