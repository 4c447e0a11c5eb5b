package dev.palinode.proxy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.cutover.TrafficGate.Closed;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gate with event loops that run when the test says so. */
final class TableGateTest {
    private static final TableName ORDERS = new TableName("commerce", "orders");
    private static final TableName ITEMS = new TableName("commerce", "items");
    private static final long ON_ORDERS = IdentifierFilter.bits("orders") | IdentifierFilter.bits("select");
    private static final long ON_ITEMS = IdentifierFilter.bits("items") | IdentifierFilter.bits("update");
    private static final long ELSEWHERE = IdentifierFilter.bits("customers");
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService engine = Executors.newCachedThreadPool();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private TableGate gate = new TableGate(timer, 100, LONG);

    @AfterEach
    void stop() throws InterruptedException {
        engine.shutdownNow();
        timer.shutdownNow();
        assertThat(engine.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private GateSession session(String name) {
        return gate.newSession(this::post, () -> name);
    }

    private void post(Runnable task) {
        synchronized (loop) {
            loop.add(task);
        }
    }

    private void runLoop() {
        Optional<Runnable> task = next();
        while (task.isPresent()) {
            task.get().run();
            task = next();
        }
    }

    private Optional<Runnable> next() {
        synchronized (loop) {
            return Optional.ofNullable(loop.poll());
        }
    }

    private boolean enter(GateSession session, long filter, String name) {
        return session.enter(filter, () -> events.add("go " + name), () -> events.add("refuse " + name));
    }

    private Future<Closed> closing(TableName table, Duration limit) {
        Callable<Closed> task = () -> gate.close(table, limit);
        return engine.submit(task);
    }

    @Test
    void openGatesHoldNobody() {
        GateSession a = session("a");
        assertThat(enter(a, ON_ORDERS, "a")).isTrue();
        a.left(false);
        assertThat(enter(a, IdentifierFilter.EVERYTHING, "a")).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void newCommandsWaitInOrderUntilTheGateOpens() throws Exception {
        try (Closed closed = gate.close(ORDERS, LONG)) {
            assertThat(closed.blockers()).isEmpty();
            assertThat(enter(session("a"), ON_ORDERS, "a")).isFalse();
            assertThat(enter(session("b"), IdentifierFilter.EVERYTHING, "b")).isFalse();
            assertThat(enter(session("c"), ELSEWHERE, "c")).isTrue();
            assertThat(enter(session("d"), ON_ORDERS, "d")).isFalse();
            runLoop();
            assertThat(events).isEmpty();
            assertThat(gate.waiting()).isEqualTo(3);
        }
        runLoop();
        assertThat(events).containsExactly("go a", "go b", "go d");
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void waitsForCommandsInFlight() throws Exception {
        GateSession a = session("a");
        enter(a, ON_ORDERS, "a");
        Future<Closed> closing = closing(ORDERS, LONG);
        await().until(() -> !gate.allOpen());
        assertThat(closing.isDone()).isFalse();
        a.left(false);
        assertThat(closing.get(10, TimeUnit.SECONDS).blockers()).isEmpty();
        assertThat(enter(a, ON_ORDERS, "a2")).isFalse();
        closing.get().close();
        runLoop();
        assertThat(events).containsExactly("go a2");
    }

    /** A transaction that has begun with one of them may go on to the other; one that comes may begin with none. */
    @Test
    void severalTablesCloseAsOne() throws Exception {
        GateSession a = session("a");
        enter(a, ON_ITEMS, "a");
        a.left(true);
        Callable<Closed> task = () -> gate.close(Set.of(ORDERS, ITEMS), LONG);
        Future<Closed> closing = engine.submit(task);
        await().until(() -> !gate.allOpen());
        assertThat(enter(a, ON_ORDERS, "more")).isTrue();
        a.left(true);
        assertThat(closing.isDone()).isFalse();
        assertThat(enter(session("b"), ON_ITEMS, "b")).isFalse();
        assertThat(enter(session("c"), ON_ORDERS, "c")).isFalse();
        a.left(false);
        closing.get(10, TimeUnit.SECONDS).close();
        runLoop();
        assertThat(events).containsExactly("go b", "go c");
    }

    @Test
    void openTransactionsOnTheTableMayEnd() throws Exception {
        GateSession a = session("a");
        enter(a, ON_ORDERS, "a");
        a.left(true);
        Future<Closed> closing = closing(ORDERS, LONG);
        await().until(() -> !gate.allOpen());
        assertThat(enter(a, ON_ORDERS, "more")).isTrue();
        a.left(true);
        assertThat(enter(a, ELSEWHERE, "elsewhere")).isTrue();
        a.left(true);
        assertThat(closing.isDone()).isFalse();
        assertThat(enter(a, IdentifierFilter.bits("commit"), "commit")).isTrue();
        a.left(false);
        assertThat(closing.get(10, TimeUnit.SECONDS).blockers()).isEmpty();
        assertThat(enter(a, ON_ORDERS, "next")).isFalse();
    }

    @Test
    void transactionsThatDidNotTouchTheTableWait() throws Exception {
        GateSession a = session("a");
        enter(a, ON_ITEMS, "a");
        a.left(true);
        Closed closed = gate.close(ORDERS, LONG);
        assertThat(closed.blockers()).isEmpty();
        assertThat(enter(a, ON_ORDERS, "a")).isFalse();
        closed.close();
        runLoop();
        assertThat(events).containsExactly("go a");

        Closed again = gate.close(ORDERS, SHORT);
        assertThat(again.blockers()).as("released commands are in flight").containsExactly("a");
        again.close();
    }

    @Test
    void namesWhoIsLeftAtTheLimit() throws Exception {
        GateSession a = session("session 7");
        enter(a, ON_ORDERS, "a");
        a.left(true);
        try (Closed closed = gate.close(ORDERS, SHORT)) {
            assertThat(closed.blockers()).containsExactly("session 7");
            a.left(false);
            assertThat(closed.blockers()).containsExactly("session 7");
        }
    }

    @Test
    void opensByItselfAfterTwiceTheLimit() throws Exception {
        Closed closed = gate.close(ORDERS, SHORT);
        assertThat(enter(session("a"), ON_ORDERS, "a")).isFalse();
        await().until(() -> gate.allOpen());
        runLoop();
        assertThat(events).containsExactly("go a");
        closed.close();
        closed.close();
    }

    @Test
    void refusesWhoWaitsTooLong() throws Exception {
        gate = new TableGate(timer, 100, SHORT);
        GateSession a = session("a");
        Closed closed = gate.close(ORDERS, LONG);
        assertThat(enter(a, ON_ORDERS, "a")).isFalse();
        await().until(() -> gate.waiting() == 0);
        runLoop();
        assertThat(events).containsExactly("refuse a");
        closed.close();
        runLoop();
        assertThat(events).containsExactly("refuse a");
        assertThat(gate.close(ORDERS, LONG).blockers()).isEmpty();
    }

    @Test
    void refusesAtOnceWhenTooManyWait() throws Exception {
        gate = new TableGate(timer, 1, LONG);
        Closed closed = gate.close(ORDERS, LONG);
        assertThat(enter(session("a"), ON_ORDERS, "a")).isFalse();
        assertThat(enter(session("b"), ON_ORDERS, "b")).isFalse();
        runLoop();
        assertThat(events).containsExactly("refuse b");
        closed.close();
        runLoop();
        assertThat(events).containsExactly("refuse b", "go a");
    }

    @Test
    void severalTablesAreHeldIndependently() throws Exception {
        Closed orders = gate.close(ORDERS, LONG);
        Closed items = gate.close(ITEMS, LONG);
        assertThat(enter(session("both"), ON_ORDERS | ON_ITEMS, "both")).isFalse();
        assertThat(enter(session("items"), ON_ITEMS, "items")).isFalse();
        items.close();
        runLoop();
        assertThat(events).containsExactly("go items");
        orders.close();
        runLoop();
        assertThat(events).containsExactly("go items", "go both");
    }

    @Test
    void aSessionThatGoesIsForgotten() throws Exception {
        GateSession blocker = session("blocker");
        enter(blocker, ON_ORDERS, "blocker");
        Future<Closed> closing = closing(ORDERS, LONG);
        await().until(() -> !gate.allOpen());
        GateSession waiter = session("waiter");
        GateSession late = session("late");
        assertThat(enter(waiter, ON_ORDERS, "waiter")).isFalse();
        assertThat(enter(late, ON_ORDERS, "late")).isFalse();
        waiter.close();
        assertThat(gate.waiting()).isEqualTo(1);
        blocker.close();
        closing.get(10, TimeUnit.SECONDS).close();
        late.close();
        runLoop();
        assertThat(events).as("not even one that was already on its way").isEmpty();
    }

    @Test
    void anInterruptOpensTheGate() throws Exception {
        enter(session("a"), ON_ORDERS, "a");
        Future<Closed> closing = closing(ORDERS, LONG);
        await().until(() -> !gate.allOpen());
        closing.cancel(true);
        await().until(() -> gate.allOpen());
    }

    @Test
    void aStoppedTimerLeavesTheGateOpen() {
        timer.shutdownNow();
        assertThatThrownBy(() -> gate.close(ORDERS, LONG)).isInstanceOf(RuntimeException.class);
        assertThat(gate.allOpen()).isTrue();
    }

    /** The order that the whole protocol rests on: first publish, then look. */
    @Test
    void aSessionPublishesBeforeItLooks() {
        List<Long> seen = new ArrayList<>();
        List<GatedSession> self = new ArrayList<>();
        GatedSession session = new GatedSession(gate, () -> seen.add(self.get(0).touched()), this::post, () -> "a");
        self.add(session);
        enter(session, ON_ORDERS, "a");
        session.left(true);
        enter(session, ON_ITEMS, "b");
        session.left(false);
        assertThat(seen).containsExactly(ON_ORDERS, ON_ORDERS | ON_ITEMS, 0L);
    }
}
