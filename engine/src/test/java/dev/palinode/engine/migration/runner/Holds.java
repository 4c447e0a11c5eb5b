package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.stream.base.FailPoints;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Holds threads of the engine at named places until the test lets them go. */
final class Holds implements FailPoints {
    private static final long LIMIT_SECONDS = 25;

    private final Map<String, Hold> held = new ConcurrentHashMap<>();
    private final Map<String, Action> actions = new ConcurrentHashMap<>();

    private record Hold(Semaphore arrived, CountDownLatch end) {}

    /** What a test does to the engine at a place. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** From now on all who come to that place wait there. */
    void hold(String place) {
        held.put(place, new Hold(new Semaphore(0), new CountDownLatch(1)));
    }

    /** Waits until so many threads have come. */
    void awaitArrivals(String place, int count) throws InterruptedException {
        assertThat(at(place).arrived().tryAcquire(count, LIMIT_SECONDS, TimeUnit.SECONDS))
                .as(place + " is reached")
                .isTrue();
    }

    /** Lets go who waits there, and who will come. */
    void release(String place) {
        Hold hold = at(place);
        held.remove(place);
        hold.end().countDown();
    }

    private Hold at(String place) {
        return Optional.ofNullable(held.get(place)).orElseThrow();
    }

    /** Runs the action on the engine's thread, the first time that it comes to the place. */
    void once(String place, Action action) {
        actions.put(place, action);
    }

    @Override
    public void reached(String name) {
        try {
            Action action = actions.remove(name);
            if (action != null) {
                action.run();
            }
            Hold hold = held.get(name);
            if (hold != null) {
                hold.arrived().release();
                assertThat(hold.end().await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("at " + name, e);
        }
    }
}
