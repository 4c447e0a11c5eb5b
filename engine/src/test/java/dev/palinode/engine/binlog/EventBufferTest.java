package dev.palinode.engine.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.model.stream.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The queue between the binlog's reader and the poller. */
final class EventBufferTest {
    private final EventBuffer buffer = new EventBuffer(1000);

    @Test
    void keepsTheLastOfCommitsInARow() throws Exception {
        buffer.put(commit(1));
        buffer.put(commit(2));
        buffer.put(row(10));
        buffer.put(commit(3));
        assertThat(buffer.poll(Duration.ZERO, Duration.ZERO, 5000))
                .hasSize(3)
                .startsWith(commit(2))
                .endsWith(commit(3));
        assertThat(buffer.bytes()).isZero();
    }

    @Test
    void gathersWhatComesWithinTheTime() throws Exception {
        buffer.put(commit(1));
        Thread writer = new Thread(() -> {
            try {
                buffer.put(row(10));
                buffer.put(commit(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        writer.start();
        assertThat(buffer.poll(Duration.ZERO, Duration.ofMillis(300), 900)).endsWith(commit(2));
        buffer.put(row(2000));
        assertThat(buffer.poll(Duration.ZERO, Duration.ofHours(1), 1000)).hasSize(1);
    }

    @Test
    void wakingEndsBothWaits() throws Exception {
        buffer.wake();
        assertThat(buffer.poll(Duration.ofHours(1), Duration.ZERO, 1)).isEmpty();
        buffer.put(commit(1));
        buffer.wake();
        assertThat(buffer.poll(Duration.ofHours(1), Duration.ofHours(1), 1000)).hasSize(1);
    }

    @Test
    void writerWaitsWhileFull() throws Exception {
        buffer.put(row(2000));
        Thread writer = new Thread(() -> {
            try {
                buffer.put(row(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        writer.start();
        Awaitility.await().until(() -> writer.getState() == Thread.State.WAITING);
        assertThat(buffer.poll(Duration.ZERO, Duration.ZERO, 1)).hasSize(1);
        writer.join(5000);
        assertThat(buffer.poll(Duration.ZERO, Duration.ZERO, 1)).hasSize(1);
    }

    @Test
    void deliversWhatWasThereBeforeTheFirstFailure() throws Exception {
        buffer.put(commit(1));
        buffer.fail(StreamFailure.definite("first"));
        buffer.fail(StreamFailure.passing("second", new IOException()));
        assertThat(buffer.poll(Duration.ZERO, Duration.ZERO, 1)).hasSize(1);
        assertThatThrownBy(() -> buffer.poll(Duration.ofSeconds(5), Duration.ZERO, 1))
                .hasMessage("first");
        assertThatThrownBy(() -> buffer.poll(Duration.ofSeconds(5), Duration.ZERO, 1))
                .hasMessage("first");
    }

    @Test
    void closingFreesTheWriter() throws Exception {
        buffer.put(row(2000));
        Thread writer = new Thread(() -> {
            try {
                assertThat(buffer.put(row(1))).isFalse();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        writer.start();
        buffer.close();
        writer.join(5000);
        assertThat(writer.isAlive()).isFalse();
        assertThatThrownBy(() -> buffer.poll(Duration.ZERO, Duration.ZERO, 1)).isInstanceOf(StreamFailure.class);
    }

    private static ChangeEvent row(int bytes) {
        return new ChangeEvent.Row(
                Optional.empty(),
                Optional.of(new RowImage(List.of(), new byte[0], new int[0], bytes)),
                Optional.empty());
    }

    private static ChangeEvent commit(int number) {
        return new ChangeEvent.Commit(Position.parse("MariaDB/0-1-" + number), Instant.EPOCH);
    }
}
