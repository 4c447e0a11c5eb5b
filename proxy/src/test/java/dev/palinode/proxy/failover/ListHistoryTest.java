package dev.palinode.proxy.failover;

import static dev.palinode.proxy.failover.ListHistory.Op.append;
import static dev.palinode.proxy.failover.ListHistory.Op.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.failover.ListHistory.Op;
import dev.palinode.proxy.failover.ListHistory.Outcome;
import dev.palinode.proxy.failover.ListHistory.Txn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge of isolation itself. */
final class ListHistoryTest {
    private static Txn done(String name, Op... ops) {
        return new Txn(name, List.of(ops), Outcome.COMMITTED);
    }

    private static void finds(String what, List<Txn> all, Map<Integer, List<Long>> last) {
        assertThat(ListHistory.anomalies(all, last, true))
                .as(what)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith(what));
    }

    @Test
    void whatIsSerializableIsLeftInPeace() {
        List<Txn> all = List.of(
                done("a", append(1, 1), append(2, 2)),
                done("b", read(1, List.of(1L)), append(2, 3)),
                done("c", append(1, 4), read(1, List.of(1L, 4L)), read(2, List.of(2L, 3L))),
                new Txn("d", List.of(append(1, 5)), Outcome.ABORTED),
                new Txn("e", List.of(append(2, 6)), Outcome.UNKNOWN),
                new Txn("f", List.of(append(2, 7)), Outcome.UNKNOWN));
        assertThat(ListHistory.anomalies(all, Map.of(1, List.of(1L, 4L), 2, List.of(2L, 3L, 6L)), true))
                .isEmpty();
    }

    @Test
    void eachAnomalyIsFound() {
        finds("lost", List.of(done("a", append(1, 1)), done("b", append(1, 2))), Map.of(1, List.of(2L)));
        finds("doubled", List.of(done("a", append(1, 1))), Map.of(1, List.of(1L, 1L)));
        finds(
                "aborted, but there",
                List.of(new Txn("a", List.of(append(1, 1)), Outcome.ABORTED)),
                Map.of(1, List.of(1L)));
        finds(
                "no prefix",
                List.of(done("a", append(1, 1)), done("b", append(1, 2)), done("c", read(1, List.of(2L)))),
                Map.of(1, List.of(1L, 2L)));
        finds(
                "intermediate",
                List.of(done("a", append(1, 1), append(1, 2)), done("b", read(1, List.of(1L)))),
                Map.of(1, List.of(1L, 2L)));
        finds(
                "not its own",
                List.of(done("a", append(1, 1)), done("b", append(1, 2), read(1, List.of(1L)))),
                Map.of(1, List.of(1L, 2L)));
    }

    @Test
    void cyclesAreFound() {
        finds(
                "a cycle",
                List.of(done("a", append(1, 1), append(2, 2)), done("b", append(1, 3), append(2, 4))),
                Map.of(1, List.of(1L, 3L), 2, List.of(4L, 2L)));
        List<Txn> skew =
                List.of(done("a", read(1, List.of()), append(2, 2)), done("b", read(2, List.of()), append(1, 1)));
        Map<Integer, List<Long>> last = Map.of(1, List.of(1L), 2, List.of(2L));
        finds("a cycle", skew, last);
        assertThat(ListHistory.anomalies(skew, last, false)).isEmpty();
    }
}
