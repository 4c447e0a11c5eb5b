package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.gc.InternalNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Invariant 2: the sentry's name sorts behind the table's, so that a queued RENAME waits for the table first. */
final class SentryOrderTest {
    private static Stream<String> names() {
        Random random = new Random(7);
        Stream<String> longs = Stream.of("a", "Z", "0", "_", "$", "~", "z", "é", "表", "\uFF5E", "€")
                .flatMap(one -> Stream.of(one, one.repeat(47), one.repeat(48), one.repeat(49), one.repeat(64)));
        Stream<String> mixed = Stream.generate(() -> random.ints(1 + random.nextInt(64), 0x20, 0xFFDC)
                        .map(c -> c >= 0xD800 && c < 0xE000 ? 'x' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .limit(200);
        Stream<String> words =
                Stream.of("t", "T", "Orders", "ORDERS", "2024_log", "order", "a b", "x".repeat(63) + "~");
        return Stream.of(words, longs, mixed).flatMap(s -> s);
    }

    @Test
    void sortsBehindTheTable() {
        names().forEach(SentryOrderTest::check);
    }

    private static void check(String table) {
        String hold = InternalNames.hold(Instant.EPOCH, Duration.ofDays(1));
        String sentry = InternalNames.swap(table, hold);
        assertThat(sentry.codePointCount(0, sentry.length())).isLessThanOrEqualTo(64);
        assertThat(sentry).isNotEqualTo(InternalNames.swap(table, InternalNames.hold(Instant.EPOCH, Duration.ZERO)));
        assertThat(Arrays.compareUnsigned(
                        sentry.getBytes(StandardCharsets.UTF_8), table.getBytes(StandardCharsets.UTF_8)))
                .as(table)
                .isPositive();
    }
}
