package dev.palinode.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.DdlStrategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DdlStrategyParserTest {
    @ParameterizedTest
    @CsvSource({
        "'',DIRECT",
        "direct,DIRECT",
        "vitess,VITESS",
        "online,ONLINE",
        "mysql,MYSQL",
        "gh-ost,GH_OST",
        "pt-osc --chunk-time=1,PT_OSC",
        "vitess --skip-topo,VITESS"
    })
    void knowsTheStrategies(String text, DdlStrategy.Kind kind) {
        DdlStrategy strategy = DdlStrategyParser.parse(text);
        assertThat(strategy.kind()).isEqualTo(kind);
        assertThat(strategy.text()).isEqualTo(text);
        assertThat(strategy.cutOverThreshold()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void readsFlags() {
        DdlStrategy strategy = DdlStrategyParser.parse(
                "vitess  --allow-concurrent -postpone-launch --postpone-completion --skip-verify"
                        + " --cut-over-threshold=5s --cut-over-threshold='7.5s' --retain-artifacts=\"1h30m\""
                        + " --force-cut-over-after=1m --reverse-window=30m --fast-range-rotation --singleton-context -prefer-instant-ddl -allow-zero-in-date");
        assertThat(strategy.has(DdlStrategy.Flag.PREFER_INSTANT_DDL)).isTrue();
        assertThat(strategy.has(DdlStrategy.Flag.SINGLETON_CONTEXT)).isTrue();
        assertThat(strategy.has(DdlStrategy.Flag.SINGLETON)).isFalse();
        assertThat(strategy.has(DdlStrategy.Flag.ALLOW_ZERO_IN_DATE)).isTrue();
        assertThat(strategy.reverseWindow()).isEqualTo(Duration.ofMinutes(30));
        assertThat(strategy.forceCutOverAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(strategy.has(DdlStrategy.Flag.ALLOW_CONCURRENT)).isTrue();
        assertThat(strategy.has(DdlStrategy.Flag.POSTPONE_LAUNCH)).isTrue();
        assertThat(strategy.has(DdlStrategy.Flag.POSTPONE_COMPLETION)).isTrue();
        assertThat(strategy.has(DdlStrategy.Flag.SKIP_VERIFY)).isTrue();
        assertThat(strategy.cutOverThreshold()).isEqualTo(Duration.ofMillis(7500));
        assertThat(strategy.retainArtifacts()).contains(Duration.ofMinutes(90));
        assertThat(strategy.options()).startsWith("--allow-concurrent").endsWith("-allow-zero-in-date");
    }

    @ParameterizedTest
    @ValueSource(strings = "--vreplication-test-suite")
    void refusesWhatItWouldNotDo(String flag) {
        assertRefused("vitess " + flag, "it is for Vitess's own tests");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "nope|Unknown online DDL strategy: 'nope'",
                " vitess|Unknown online DDL strategy: ''",
                "VITESS|Unknown online DDL strategy: 'VITESS'",
                "gh-ost --force-cut-over-after=1s|only valid in 'vitess' strategy",
                "pt-osc --nope|invalid flags for pt-osc strategy: --nope",
                "mysql --force-cut-over-after=1s|only valid in 'vitess' strategy",
                "vitess --nope|invalid flags for vitess strategy: --nope",
                "direct --nope|invalid flags for direct strategy: --nope",
                "online bare|invalid flags for online strategy: bare",
                "vitess --|invalid flags for vitess strategy: --",
                "vitess --allow-concurrent=true|invalid flags for vitess strategy: --allow-concurrent=true",
                "vitess --cut-over-threshold|invalid flags for vitess strategy: --cut-over-threshold",
                "vitess --cut-over-threshold=5|invalid duration in --cut-over-threshold=5",
                "vitess --retain-artifacts=-1s|invalid duration in --retain-artifacts=-1s",
                "vitess --reverse-window=1d|invalid duration in --reverse-window=1d",
                "vitess --reverse-window=-1s|invalid duration in --reverse-window=-1s",
                "vitess --reverse-window=9000h|more than a year",
                "vitess --reverse-window|invalid flags for vitess strategy: --reverse-window",
                "vitess --allow-concurrent 'open|invalid flags for vitess strategy: a quote is not closed",
                "direct --force-cut-over-after=1s|only valid in 'vitess' strategy"
            })
    void refusesBadValues(String text, String gist) {
        assertRefused(text, gist);
    }

    private static void assertRefused(String text, String gist) {
        assertThatThrownBy(() -> DdlStrategyParser.parse(text)).isInstanceOfSatisfying(EngineFault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(EngineFault.Kind.WRONG_VALUE_FOR_VARIABLE);
            assertThat(fault).hasMessageStartingWith("invalid DDL strategy: ").hasMessageContaining(gist);
        });
    }

    @ParameterizedTest
    @CsvSource({"4999ms,min value is 5s", "-1s,min value is 5s", "30001ms,max value is 30s", "1h,max value is 30s"})
    void checksTheThresholdAtSubmission(String threshold, String gist) {
        DdlStrategy strategy = DdlStrategyParser.parse("vitess --cut-over-threshold=" + threshold);
        assertThatThrownBy(() -> DdlStrategyParser.checkForSubmission(strategy))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("cut-over " + gist);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5s", "30s", "0", "", "10s", "0s"})
    void acceptsThresholdsInRange(String threshold) {
        DdlStrategyParser.checkForSubmission(DdlStrategyParser.parse("vitess --cut-over-threshold=" + threshold));
    }

    @ParameterizedTest
    @CsvSource({"1h30m,5400000", "250ms,250", "1.5h,5400000", "0,0", "+2s,2000", "-5s,-5000", ".5s,500", "1m1s1ms,61001"
    })
    void readsDurations(String text, long millis) {
        assertThat(GoDuration.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "1d", "-", "5s3", "9999999999h", "1..5s", "0x5s"})
    void refusesDurations(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
