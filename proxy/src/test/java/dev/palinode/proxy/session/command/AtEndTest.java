package dev.palinode.proxy.session.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fails at the end of a command does not keep it from ending. */
final class AtEndTest {
    private final List<String> done = new ArrayList<>();
    private final AtEnd atEnd = new AtEnd();

    @Test
    void actionsAddUpAndAreDoneOnce() {
        atEnd.add(() -> done.add("a"));
        atEnd.add(() -> done.add("b"));
        assertThat(atEnd.run()).isTrue();
        assertThat(atEnd.run()).isTrue();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void aFailureIsTold() {
        atEnd.add(() -> {
            throw new IndexOutOfBoundsException(-1);
        });
        assertThat(atEnd.run()).isFalse();
        assertThat(atEnd.run()).isTrue();
    }
}
