package dev.palinode.proxy.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigestTest {
    private static String digest(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        return Digest.of(bytes, bytes.length, false);
    }

    @Test
    void literalsAndCommentsGo() {
        becomes("SELECT 1", "SELECT ?");
        becomes("select  *\n from t where a='x''y' and b = \"z\" -- tail", "select * from t where a=? and b = ?");
        becomes("SELECT /* secret 17 */ a FROM t # more", "SELECT a FROM t");
        becomes("SELECT * FROM t WHERE a IN (1,2, 'three' ,4)", "SELECT * FROM t WHERE a IN (...)");
        becomes("INSERT INTO t VALUES (1,'a'),(2,'b'), (3,'c')", "INSERT INTO t VALUES (...)");
        becomes("SELECT 0x1F, x'1F', b'01', N'text', _utf8mb4'é', 1.5e-3, -7", "SELECT ?, ?, ?, ?, ?, ?, -?");
        becomes("SELECT 'a' 'b' AS `näme`, @user, @@session.sql_mode", "SELECT ? AS `näme`, @user, @@session.sql_mode");
        becomes("SET PASSWORD FOR 'u'@'h' = 'geheim'", "SET PASSWORD FOR ?@? = ?");
        becomes("CREATE USER joe IDENTIFIED BY 'geheim'", "CREATE USER joe IDENTIFIED BY ?");
        becomes("/*!50100 SELECT 'geheim' */", "SELECT ?");
        becomes("SELECT 'geheim", "SELECT ?");
        becomes("SELECT 1 /* geheim", "SELECT ?");
        becomes("SELECT \"it\\\"s geheim\" FROM t1", "SELECT ? FROM t1");
    }

    @Test
    void aListMayBeLong() {
        becomes("SELECT * FROM t WHERE a IN (1" + ", 2".repeat(50_000) + ")", "SELECT * FROM t WHERE a IN (...)");
        becomes("INSERT INTO t VALUES (1)" + ", (2)".repeat(50_000), "INSERT INTO t VALUES (?)");
    }

    private static void becomes(String sql, String expected) {
        assertThat(digest(sql)).isEqualTo(expected).doesNotContain("geheim", "secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GBK", "Big5", "Shift_JIS"})
    void charactersThatLookLikeBackslashesHideNothing(String charset) {
        byte[] tricky = "SELECT '表' , 'geheim' , 'x' , geheim".getBytes(Charset.forName("Shift_JIS"));
        assertThat(tricky).contains((byte) 0x5C);
        assertThat(Digest.of(tricky, tricky.length, false)).isEqualTo("SELECT …");
        byte[] plain = "SELECT 'a' FROM t".getBytes(Charset.forName(charset));
        assertThat(Digest.of(plain, plain.length, false)).isEqualTo("SELECT ? FROM t");
    }

    @Test
    void withoutBackslashEscapesABackslashEndsIt() {
        byte[] sql = "SELECT 'a\\', 'geheim', 'b'".getBytes(StandardCharsets.UTF_8);
        assertThat(Digest.of(sql, sql.length, true)).doesNotContain("geheim").endsWith("…");
    }

    @Test
    void aStatementCutAnywhereTellsNothing() {
        byte[] sql = "UPDATE t SET a = 'geheim', b = \"geheim\" /* geheim */ WHERE c = 'ge''heim' AND `d` = x'67'"
                .getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= sql.length; length++) {
            assertThat(Digest.of(sql, length, false)).doesNotContain("geh").doesNotContain("heim");
        }
    }

    @Test
    void oneLineForWhatIsSlowOrFailed() {
        List<String> lines = new ArrayList<>();
        AccessLog log = new AccessLog(Optional.of(Duration.ofMillis(100)), lines::add);
        assertThat(log.wants(99_999_999, 0)).isFalse();
        assertThat(log.wants(100_000_000, 0)).isTrue();
        assertThat(log.wants(1, 1062)).isTrue();
        assertThat(new AccessLog(Optional.empty(), lines::add).wants(Long.MAX_VALUE, 1062))
                .isFalse();
        log.write(new AccessLog.Entry(
                7, "a b\n", "1.2.3.4:5", "", "query", 1_234_567, 89, 1062, digest("INSERT INTO `a\nb` VALUES (1)")));
        assertThat(lines)
                .containsExactly("session=7 user=a_b_ host=1.2.3.4:5 schema=- command=query ms=1.2 sent=89 error=1062"
                        + " sql=\"INSERT INTO `a b` VALUES (?)\"");
    }
}
