package dev.palinode.proxy.gate.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.topo.ShardGate;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.IdentifierFilter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits while a shard's primary changes, and until when. */
class ShardBufferTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicBoolean primary = new AtomicBoolean();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private GateSession session(ShardBuffer buffer, String name) {
        return buffer.newSession(Runnable::run, () -> name);
    }

    private boolean enter(GateSession session, String name) {
        return session.enter(
                IdentifierFilter.EVERYTHING, () -> events.add("go " + name), () -> events.add("refuse " + name));
    }

    private boolean lost(ShardBuffer buffer) {
        return buffer.primaryLost(seen -> seen.accept(primary.get()));
    }

    private ShardBuffer buffer(BufferOptions options) {
        return new ShardBuffer(timer, options);
    }

    @Test
    void whileItIsHeldWhatBeginsWaitsAndAnOpenTransactionPasses() throws Exception {
        ShardBuffer buffer = buffer(BufferOptions.defaults().withWindow(LONG));
        GateSession open = session(buffer, "open");
        assertThat(enter(open, "begin")).isTrue();
        open.left(true);
        try (ShardGate.Hold tooShort = buffer.hold(Duration.ofMillis(50))) {
            assertThat(tooShort.blockers()).containsExactly("open");
            assertThat(enter(open, "commit")).isTrue();
        }
        open.left(false);
        try (ShardGate.Hold hold = buffer.hold(Duration.ofSeconds(20))) {
            assertThat(hold.blockers()).isEmpty();
            assertThat(enter(open, "next")).isFalse();
            assertThat(enter(session(buffer, "other"), "other")).isFalse();
            assertThat(buffer.waiting()).isEqualTo(2);
            assertThat(events).isEmpty();
        }
        await().untilAsserted(() -> assertThat(events).containsExactly("go next", "go other"));
        assertThat(buffer.waiting()).isZero();
    }

    @Test
    void aLookThatNeverEndsDoesNotKeepTheNextLossFromBeingNoticed() {
        ShardBuffer buffer = buffer(new BufferOptions(LONG, 10, Duration.ofSeconds(2), Duration.ZERO));
        assertThat(buffer.primaryLost(seen -> {})).isTrue();
        assertThat(enter(session(buffer, "a"), "a")).isFalse();
        await().untilAsserted(() -> assertThat(events).containsExactly("go a"));
        assertThat(buffer.primaryLost(seen -> {})).isTrue();
        assertThat(enter(session(buffer, "b"), "b")).isFalse();
        assertThat(buffer.counts().starts()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(events).containsExactly("go a", "go b"));
    }

    @Test
    void afterALossAllWaitUntilAPrimaryIsSeen() {
        ShardBuffer buffer = buffer(new BufferOptions(LONG, 10, LONG, LONG));
        assertThat(lost(buffer)).isTrue();
        assertThat(lost(buffer)).as("the same loss, seen by another session").isTrue();
        assertThat(enter(session(buffer, "a"), "a")).isFalse();
        primary.set(true);
        await().untilAsserted(() -> assertThat(events).containsExactly("go a"));
        assertThat(enter(session(buffer, "b"), "b")).isTrue();
        assertThat(buffer.counts().starts()).isEqualTo(1);
        assertThat(lost(buffer)).as("a second loss soon after the first").isFalse();
        assertThat(enter(session(buffer, "c"), "c")).isTrue();
        assertThat(buffer.counts().requestsSkipped()).isEqualTo(1);
    }

    @Test
    void whoWaitsTooLongOrOneTooManyIsRefused() {
        ShardBuffer buffer = buffer(new BufferOptions(Duration.ofMillis(200), 1, LONG, LONG));
        assertThat(lost(buffer)).isTrue();
        assertThat(enter(session(buffer, "first"), "first")).isFalse();
        assertThat(enter(session(buffer, "second"), "second")).isFalse();
        await().untilAsserted(() -> assertThat(events).containsExactlyInAnyOrder("refuse first", "refuse second"));
        assertThat(buffer.waiting()).isZero();
    }

    @Test
    void aLossLastsNoLongerThanAFailoverMay() {
        ShardBuffer buffer = buffer(new BufferOptions(LONG, 10, Duration.ofSeconds(2), Duration.ZERO));
        assertThat(lost(buffer)).isTrue();
        assertThat(enter(session(buffer, "a"), "a")).isFalse();
        await().untilAsserted(() -> assertThat(events).containsExactly("go a"));
        assertThat(lost(buffer)).as("the next one, which may come at once here").isTrue();
    }

    @Test
    void aBufferForNobodyHoldsNobody() {
        ShardBuffer buffer = buffer(BufferOptions.defaults().withSize(0));
        assertThat(lost(buffer)).isFalse();
        assertThat(enter(session(buffer, "a"), "a")).isTrue();
    }

    @Test
    void sizesAndTimesAreNotNegative() {
        BufferOptions options = BufferOptions.defaults();
        assertThatThrownBy(() -> options.withSize(-1)).hasMessageContaining("size");
        assertThatThrownBy(() -> options.withWindow(Duration.ofSeconds(-1))).hasMessageContaining("times");
    }
}
