package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MigrationTasksTest {
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    /** Runs until {@link #end}. */
    private void hold() {
        begun.countDown();
        try {
            assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ran.add("first");
    }

    @Test
    void whatIsAskedForWhileItsLikeRunsIsRunOnceAfterIt() throws InterruptedException {
        try (MigrationTasks tasks = new MigrationTasks(4)) {
            tasks.submitNext("a", this::hold);
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            tasks.submitNext("a", () -> ran.add("second"));
            tasks.submitNext("a", () -> ran.add("third"));
            tasks.submit("a", () -> ran.add("left out"));
            CountDownLatch other = new CountDownLatch(1);
            tasks.submit("b", other::countDown);
            assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ran).isEmpty();
            end.countDown();
            await().until(() -> ran.size() == 2);
            tasks.submit("c", () -> ran.add("last"));
            await().until(() -> ran.size() == 3);
            assertThat(ran).containsExactly("first", "third", "last");
        }
    }

    @Test
    void whatHasEndedCanBeAskedForAgain() {
        try (MigrationTasks tasks = new MigrationTasks(1)) {
            for (int i = 1; i <= 3; i++) {
                int size = i;
                await().until(() -> {
                    tasks.submit("a", () -> ran.add("again"));
                    return ran.size() >= size;
                });
            }
        }
    }
}
