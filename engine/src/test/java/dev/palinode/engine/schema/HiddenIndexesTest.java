package dev.palinode.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HiddenIndexesTest {
    @Test
    void aTextMayBeLongAndLookLikeTheWord() {
        String text = "it''s IGNORED ".repeat(10_000);
        assertThat(HiddenIndexes.of("CREATE TABLE `t` (\n"
                        + "  `a` text DEFAULT ('" + text + "'),\n"
                        + "  PRIMARY KEY (`a`),\n"
                        + "  KEY `b``c` (`b`) COMMENT 'x' /*!80000 INVISIBLE */,\n"
                        + "  UNIQUE KEY `d` (`d`) IGNORED,\n"
                        + "  KEY `e` (`e`) COMMENT '" + text + "'\n)"))
                .containsExactlyInAnyOrder("b`c", "d");
    }
}
