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
    void aTextMayBeLong() {
        String text = "it''s ( \\' ".repeat(10_000);
        String line = "f('" + text + "', \"" + text + "\")";
        assertThat(new SqlHighlighter().colour(line).toString()).isEqualTo(line);
        assertThat(SqlHighlighter.partner(line, 1)).isEqualTo(line.length() - 1);
    }

    @Test
    void aBracketKnowsItsPartner() {
        assertThat(SqlHighlighter.partner("a(b(c))", 6)).isEqualTo(1);
        assertThat(SqlHighlighter.partner("a(b(c))", 5)).isEqualTo(3);
        assertThat(SqlHighlighter.partner("a(b(c))", 1)).isEqualTo(6);
        assertThat(SqlHighlighter.partner("a(b(c))", 3)).isEqualTo(5);
        assertThat(SqlHighlighter.partner("a)", 1)).isEqualTo(-1);
        assertThat(SqlHighlighter.partner("(a", 0)).isEqualTo(-1);
        assertThat(SqlHighlighter.partner("abc", 1)).isEqualTo(-1);
        assertThat(SqlHighlighter.partner("abc", 3)).isEqualTo(-1);
    }

    @Test
    void aBracketWithinQuotesOrARemarkIsNone() {
        String line = "f('(', `(`, /* ( */ \"(\" -- (\n)";
        assertThat(SqlHighlighter.partner(line, line.length() - 1)).isEqualTo(1);
        assertThat(SqlHighlighter.partner(line, 1)).isEqualTo(line.length() - 1);
        assertThat(SqlHighlighter.partner(line, 3)).isEqualTo(-1);
        assertThat(new SqlHighlighter().marked("')'", 2).toAnsi()).isEqualTo("\u001b[32m')'\u001b[0m");
    }

    @Test
    void thePartnerOfTheBracketAtTheCursorIsMarked() {
        SqlHighlighter highlighter = new SqlHighlighter();
        String marked = "f\u001b[7m(\u001b[0ma)";
        assertThat(highlighter.marked("f(a)", 4).toAnsi()).as("behind it").isEqualTo(marked);
        assertThat(highlighter.marked("f(a)", 3).toAnsi()).as("on it").isEqualTo(marked);
        assertThat(highlighter.marked("f(a)", 1).toAnsi()).as("on the other").isEqualTo("f(a\u001b[7m)\u001b[0m");
        assertThat(highlighter.marked("f(a)", 0).toAnsi()).as("elsewhere").isEqualTo("f(a)");
        assertThat(highlighter.marked("f(a", 2).toAnsi()).as("not closed yet").isEqualTo("f(a");
        assertThat(highlighter.marked("a)", 2).toAnsi()).as("not opened").isEqualTo("a\u001b[31m)\u001b[0m");
    }
}
