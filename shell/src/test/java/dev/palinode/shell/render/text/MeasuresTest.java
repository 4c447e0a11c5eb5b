package dev.palinode.shell.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeasuresTest {
    @ParameterizedTest
    @CsvSource({"abc,3", "é,1", "日本,4", "ｱ,1", "Ａ,2", "한글,4", "🙂,2", "👩‍💻,4", "'',0", "…,1", "‘q’,3"})
    void widthCountsCells(String text, int cells) {
        assertThat(Width.of(text)).isEqualTo(cells);
    }

    @Test
    void aCutTextFits() {
        assertThat(Width.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Width.cut("abcdef", 5)).isEqualTo("abcd…");
        assertThat(Width.cut("日本語", 5)).isEqualTo("日本…");
        assertThat(Width.cut("日本語", 4)).isEqualTo("日…");
    }

    @Test
    void longLinesAreBrokenAtBlanks() {
        assertThat(Width.fold("ALTER TABLE a DROP b, DROP c", 21, "  "))
                .containsExactly("ALTER TABLE a DROP b,", "  DROP c");
        assertThat(Width.fold("ALTER TABLE a DROP b, DROP c", 20, "  "))
                .containsExactly("ALTER TABLE a DROP", "  b, DROP c");
        assertThat(Width.fold("日本日本 日本日本 日本日本", 20, "")).containsExactly("日本日本 日本日本", "日本日本");
        assertThat(Width.fold("a\n\n" + "b".repeat(30) + " c", 20, "    "))
                .as("a word is never broken")
                .containsExactly("a", "", "b".repeat(30), "    c");
        assertThat(Width.fold("a b c", 0, "    ")).containsExactly("a b c");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 sec",
        "4, 0.00 sec",
        "5, 0.01 sec",
        "1234, 1.23 sec",
        "59999, 1 min 0.00 sec",
        "63500, 1 min 3.50 sec",
        "3661000, 1 hours 1 min 1.00 sec"
    })
    void elapsedTimeIsRoundedToHundredths(long millis, String text) {
        assertThat(Durations.elapsed(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "59,59s", "60,1m00s", "185,3m05s", "3600,1h00m", "7620,2h07m"})
    void briefTimesFitAColumn(long seconds, String text) {
        assertThat(Durations.brief(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,[----------]", "9.9,[----------]", "10,[#---------]", "99.9,[#########-]", "100,[##########]"})
    void theBarIsFullOnlyAtTheEnd(double percent, String bar) {
        assertThat(ProgressBar.of(percent, 10)).isEqualTo(bar);
    }

    @Test
    void percentagesThatMakeNoSenseDoNotBreakTheBar() {
        assertThat(ProgressBar.of(-5, 4)).isEqualTo("[----]");
        assertThat(ProgressBar.of(250, 4)).isEqualTo("[####]");
        assertThat(ProgressBar.of(Double.NaN, 4)).isEqualTo("[----]");
    }
}
