package dev.palinode.shell.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SqlHighlighterTest {
    @Test
    void nothingIsLostAndKeywordsWithinTextsAreTexts() {
        String line = "select 'from', 12 /* where */ FROM `table`\n-- limit";
        String coloured = new SqlHighlighter().colour(line).toAnsi();
        assertThat(new SqlHighlighter().colour(line).toString()).isEqualTo(line);
        assertThat(coloured)
                .contains("\u001b[1mselect\u001b[0m", "\u001b[32m'from'\u001b[0m", "\u001b[36m12\u001b[0m")
                .contains("\u001b[2m/* where */\u001b[0m", "\u001b[1mFROM\u001b[0m", "\u001b[2m-- limit");
    }

    @Test
    void aClosingBracketKnowsItsPartner() {
        assertThat(SqlHighlighter.partner("a(b(c))", 6)).isEqualTo(1);
        assertThat(SqlHighlighter.partner("a(b(c))", 5)).isEqualTo(3);
        assertThat(SqlHighlighter.partner("a)", 1)).isEqualTo(-1);
        assertThat(SqlHighlighter.partner("abc", 1)).isEqualTo(-1);
    }
}
