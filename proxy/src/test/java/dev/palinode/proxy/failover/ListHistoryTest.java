package dev.palinode.proxy.failover;

import static dev.palinode.proxy.failover.ListHistory.Op.append;
import static dev.palinode.proxy.failover.ListHistory.Op.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.failover.Anomaly.Kind;
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

    private static void finds(Kind kind, List<Txn> all, Map<Integer, List<Long>> last) {
        assertThat(ListHistory.kinds(all, last)).containsExactly(kind);
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
        assertThat(ListHistory.anomalies(all, Map.of(1, List.of(1L, 4L), 2, List.of(2L, 3L, 6L))))
                .isEmpty();
    }

    @Test
    void eachAnomalyIsFound() {
        finds(Kind.LOST, List.of(done("a", append(1, 1)), done("b", append(1, 2))), Map.of(1, List.of(2L)));
        finds(Kind.DOUBLED, List.of(done("a", append(1, 1))), Map.of(1, List.of(1L, 1L)));
        finds(Kind.ABORTED, List.of(new Txn("a", List.of(append(1, 1)), Outcome.ABORTED)), Map.of(1, List.of(1L)));
        finds(
                Kind.NO_PREFIX,
                List.of(done("a", append(1, 1)), done("b", append(1, 2)), done("c", read(1, List.of(2L)))),
                Map.of(1, List.of(1L, 2L)));
        finds(
                Kind.INTERMEDIATE,
                List.of(done("a", append(1, 1), append(1, 2)), done("b", read(1, List.of(1L)))),
                Map.of(1, List.of(1L, 2L)));
        finds(
                Kind.NOT_ITS_OWN,
                List.of(done("a", append(1, 1)), done("b", append(1, 2), read(1, List.of(1L)))),
                Map.of(1, List.of(1L, 2L)));
    }

    @Test
    void cyclesAreFound() {
        finds(
                Kind.G0,
                List.of(done("a", append(1, 1), append(2, 2)), done("b", append(1, 3), append(2, 4))),
                Map.of(1, List.of(1L, 3L), 2, List.of(4L, 2L)));
        finds(
                Kind.G1C,
                List.of(done("a", append(1, 1), read(2, List.of(2L))), done("b", append(2, 2), read(1, List.of(1L)))),
                Map.of(1, List.of(1L), 2, List.of(2L)));
        finds(
                Kind.G_SINGLE,
                List.of(done("a", read(1, List.of()), append(2, 3)), done("b", append(1, 1), append(2, 2))),
                Map.of(1, List.of(1L), 2, List.of(2L, 3L)));
        finds(
                Kind.G2,
                List.of(done("a", read(1, List.of()), append(2, 2)), done("b", read(2, List.of()), append(1, 1))),
                Map.of(1, List.of(1L), 2, List.of(2L)));
    }
}
