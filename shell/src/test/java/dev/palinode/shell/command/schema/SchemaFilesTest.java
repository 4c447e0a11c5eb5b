package dev.palinode.shell.command.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SchemaFilesTest {
    @Test
    void aCommentEndsWithItsLine() {
        String a = "CREATE TABLE a (id INT PRIMARY KEY)";
        String b = "CREATE TABLE b (id INT /* ; */ DEFAULT 3--2, t TEXT -- it's; one\n)";
        assertThat(SchemaFiles.split("--\n" + a + ";\n-- x; y\n#\n/**/ " + b + ";\n--\t;\n--"))
                .containsExactly(a, b);
        assertThat(SchemaFiles.split("--\n".repeat(20_000) + a)).containsExactly(a);
        assertThat(SchemaFiles.split("/*!50100 CREATE */ TABLE x; " + a))
                .containsExactly("/*!50100 CREATE */ TABLE x", a);
    }

    @Test
    void aTextMayBeLong() {
        String a = "CREATE VIEW a AS SELECT '" + "it''s; \\' ".repeat(10_000) + "', \"" + "\"\"; \\\"".repeat(20_000)
                + "\"";
        assertThat(SchemaFiles.split(a + ";" + a)).containsExactly(a, a);
    }
}
