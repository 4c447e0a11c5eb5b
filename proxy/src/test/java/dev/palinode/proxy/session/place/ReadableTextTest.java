package dev.palinode.proxy.session.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.intercept.footprint.Footprints;
import dev.palinode.proxy.intercept.footprint.Keep;
import dev.palinode.proxy.intercept.footprint.Setting;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts are read as the session's server reads them. */
final class ReadableTextTest {
    private static ReadableText of(byte[] bytes, Optional<String> set, boolean noBackslashEscapes) {
        return ReadableText.of(Unpooled.wrappedBuffer(bytes), 0, bytes.length, set, noBackslashEscapes);
    }

    private static List<String> left(ReadableText text) {
        List<String> left = new ArrayList<>();
        Footprints.of(text.sql())
                .tell(
                        new Footprints.Keeper() {
                            @Override
                            public void holds(Keep what) {
                                left.add(what.name());
                            }

                            @Override
                            public void released(Keep what) {}

                            @Override
                            public void set(Setting setting) {
                                left.add(new String(text.encode(setting.sql()), StandardCharsets.UTF_8));
                            }

                            @Override
                            public void setForNextTransaction(Setting setting) {}
                        },
                        false);
        return left;
    }

    @Test
    void aBackslashThatIsALetterHidesNothing() {
        byte[] lock = "SELECT '\\', GET_LOCK('x', 1)".getBytes(StandardCharsets.UTF_8);
        assertThat(left(of(lock, Optional.empty(), true))).containsExactly("USER_LOCK");
        assertThat(left(of(lock, Optional.empty(), false))).isEmpty();
        byte[] set = "SELECT '\\'; SET @a = 'é\\'".getBytes(StandardCharsets.UTF_8);
        assertThat(left(of(set, Optional.empty(), true))).containsExactly("SET @a = 'é\\'");
    }

    @Test
    void halfALetterIsNoSign() {
        // The second byte of the letter in the quotes is a backslash.
        byte[] lock = "SELECT '\u8868', GET_LOCK('x', 1)".getBytes(Charset.forName("windows-31j"));
        assertThat(left(of(lock, Optional.of("sjis"), false))).containsExactly("USER_LOCK");
        assertThat(left(of(lock, Optional.empty(), false))).isEmpty();
    }
}
