package dev.palinode.proxy.failover;

import dev.palinode.proxy.failover.ListHistory.Txn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which transactions come before which, by what they wrote and read, and the cycles in that. */
final class HistoryCycles {
    /** Why one comes before another: it was overwritten, read, or had not read the other's write. */
    enum Why {
        WW,
        WR,
        RW
    }

    private record Edge(int from, int to, Why why) {}

    private final List<Txn> txns;
    private final IdentityHashMap<Txn, Integer> numbers = new IdentityHashMap<>();
    private final List<List<Edge>> after = new ArrayList<>();

    HistoryCycles(List<Txn> txns) {
        this.txns = txns;
        txns.forEach(txn -> {
            numbers.put(txn, after.size());
            after.add(new ArrayList<>());
        });
    }

    /** One comes before the other; whoever is unknown was reported before. */
    void add(Optional<Txn> from, Optional<Txn> to, Why why) {
        Optional<Integer> one = from.map(numbers::get);
        Optional<Integer> other = to.map(numbers::get);
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            after.get(one.get()).add(new Edge(one.get(), other.get(), why));
        }
    }

    /** The worst kinds of cycles there are, each once. */
    List<Anomaly> find() {
        List<Anomaly> found = new ArrayList<>();
        cycle(Why.WW, edge -> edge.why() == Why.WW).ifPresent(text -> found.add(new Anomaly(Anomaly.Kind.G0, text)));
        Predicate<Edge> noRw = edge -> edge.why() != Why.RW;
        cycle(Why.WR, noRw).ifPresent(text -> found.add(new Anomaly(Anomaly.Kind.G1C, text)));
        cycle(Why.RW, noRw).ifPresent(text -> found.add(new Anomaly(Anomaly.Kind.G_SINGLE, text)));
        if (found.isEmpty()) {
            cycle(Why.RW, edge -> true).ifPresent(text -> found.add(new Anomaly(Anomaly.Kind.G2, text)));
        }
        return found;
    }

    /** A cycle with an edge of that kind, and otherwise with such edges only. */
    private Optional<String> cycle(Why first, Predicate<Edge> others) {
        BitSet suspects = inCycles();
        for (int i = suspects.nextSetBit(0); i >= 0; i = suspects.nextSetBit(i + 1)) {
            for (Edge edge : after.get(i)) {
                if (edge.why() == first && suspects.get(edge.to()) && reaches(edge.to(), i, others, suspects)) {
                    return Optional.of(txns.get(i) + " " + first + " " + txns.get(edge.to()) + " among "
                            + suspects.stream()
                                    .mapToObj(n -> txns.get(n).name())
                                    .collect(Collectors.joining(", ")));
                }
            }
        }
        return Optional.empty();
    }

    private boolean reaches(int from, int to, Predicate<Edge> by, BitSet within) {
        BitSet seen = new BitSet();
        Deque<Integer> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            int now = next.remove();
            if (now == to) {
                return true;
            }
            for (Edge edge : after.get(now)) {
                if (by.test(edge) && within.get(edge.to()) && !seen.get(edge.to())) {
                    seen.set(edge.to());
                    next.add(edge.to());
                }
            }
        }
        return false;
    }

    /** What is left when whoever nobody comes before is taken away, again and again: cycles, and what follows them. */
    private BitSet inCycles() {
        int[] before = new int[txns.size()];
        after.forEach(edges -> edges.forEach(edge -> before[edge.to()]++));
        BitSet left = new BitSet();
        left.set(0, txns.size());
        Deque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < before.length; i++) {
            if (before[i] == 0) {
                free.add(i);
            }
        }
        while (!free.isEmpty()) {
            int now = free.remove();
            left.clear(now);
            for (Edge edge : after.get(now)) {
                if (--before[edge.to()] == 0) {
                    free.add(edge.to());
                }
            }
        }
        return left;
    }
}
