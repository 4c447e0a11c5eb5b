package dev.palinode.proxy.failover;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What transactions have done to lists that are only ever appended to. The order of a list's values is the order of its
 * versions, so that a history shows which transaction overwrote or read which, and what must not happen can be found.
 */
final class ListHistory {
    /** What became of a transaction. */
    enum Outcome {
        COMMITTED,
        ABORTED,
        /** Nobody was told; it has committed if a value of it is there. */
        UNKNOWN
    }

    /**
     * One thing that a transaction did to a list.
     *
     * @param appended the value; 0 if it read
     * @param read what it saw; empty if it appended
     */
    record Op(int key, long appended, List<Long> read) {
        static Op append(int key, long value) {
            return new Op(key, value, List.of());
        }

        static Op read(int key, List<Long> values) {
            return new Op(key, 0, List.copyOf(values));
        }

        boolean isAppend() {
            return appended != 0;
        }
    }

    /** A transaction with what it did, in order. */
    record Txn(String name, List<Op> ops, Outcome outcome) {
        Txn {
            ops = List.copyOf(ops);
        }
    }

    private final Map<Integer, List<Long>> last;
    private final boolean serializable;
    private final Map<Long, Txn> writers = new HashMap<>();
    private final List<Txn> committed;
    private final List<String> anomalies = new ArrayList<>();

    private ListHistory(List<Txn> all, Map<Integer, List<Long>> last, boolean serializable) {
        this.last = last;
        this.serializable = serializable;
        for (Txn txn : all) {
            txn.ops().stream().filter(Op::isAppend).forEach(op -> writers.put(op.appended(), txn));
        }
        this.committed = all.stream().filter(this::hasCommitted).toList();
    }

    private boolean hasCommitted(Txn txn) {
        return txn.outcome() == Outcome.COMMITTED
                || (txn.outcome() == Outcome.UNKNOWN
                        && txn.ops().stream()
                                .anyMatch(op ->
                                        op.isAppend() && versions(op.key()).contains(op.appended())));
    }

    private List<Long> versions(int key) {
        return last.getOrDefault(key, List.of());
    }

    /**
     * What must not have happened, and has.
     *
     * @param last the lists at the end
     * @param serializable whether every cycle is forbidden, or only those without anti-dependencies (G0, G1c)
     */
    static List<String> anomalies(List<Txn> all, Map<Integer, List<Long>> last, boolean serializable) {
        ListHistory history = new ListHistory(all, last, serializable);
        history.lists();
        history.committed.forEach(history::reads);
        if (history.anomalies.isEmpty()) {
            history.cycles();
        }
        return history.anomalies;
    }

    /** Nothing twice, nothing of what was rolled back, everything that was committed. */
    private void lists() {
        last.forEach((key, values) -> {
            if (new HashSet<>(values).size() != values.size()) {
                anomalies.add("doubled: " + key + " " + values);
            }
            for (long value : values) {
                Txn writer = writers.get(value);
                if (writer == null || !committed.contains(writer)) {
                    anomalies.add("aborted, but there: " + value + " of " + writer);
                }
            }
        });
        for (Txn txn : committed) {
            for (Op op : txn.ops()) {
                if (op.isAppend() && !versions(op.key()).contains(op.appended())) {
                    anomalies.add("lost: " + op + " of " + txn.name());
                }
            }
        }
    }

    /** Each read is a beginning of the list, not in the middle of another transaction, and has one's own values. */
    private void reads(Txn txn) {
        Map<Integer, Long> own = new HashMap<>();
        for (Op op : txn.ops()) {
            if (op.isAppend()) {
                own.put(op.key(), op.appended());
                continue;
            }
            List<Long> versions = versions(op.key());
            int size = op.read().size();
            if (size > versions.size() || !versions.subList(0, size).equals(op.read())) {
                anomalies.add("no prefix: " + txn.name() + " read " + op.read() + " of " + versions);
                continue;
            }
            Long mine = own.get(op.key());
            if (mine != null && (size == 0 || !op.read().get(size - 1).equals(mine))) {
                anomalies.add("not its own: " + txn.name() + " read " + op.read() + " after " + mine);
            }
            if (size > 0 && size < versions.size()) {
                Optional<Txn> writer = writer(op.read().get(size - 1));
                if (!writer.equals(Optional.of(txn)) && writer.equals(writer(versions.get(size)))) {
                    anomalies.add("intermediate: " + txn.name() + " read " + op.read() + " of " + versions);
                }
            }
        }
    }

    private void cycles() {
        Map<Txn, Set<Txn>> after = new HashMap<>();
        committed.forEach(txn -> after.put(txn, new HashSet<>()));
        last.values().forEach(versions -> {
            for (int i = 1; i < versions.size(); i++) {
                edge(after, writer(versions.get(i - 1)), writer(versions.get(i)));
            }
        });
        for (Txn txn : committed) {
            for (Op op : txn.ops()) {
                if (op.isAppend()) {
                    continue;
                }
                int size = op.read().size();
                if (size > 0) {
                    edge(after, writer(op.read().get(size - 1)), Optional.of(txn));
                }
                List<Long> versions = versions(op.key());
                if (serializable && size < versions.size()) {
                    edge(after, Optional.of(txn), writer(versions.get(size)));
                }
            }
        }
        Set<Txn> left = withoutEnds(after);
        if (!left.isEmpty()) {
            anomalies.add("a cycle among " + left.stream().map(Txn::toString).collect(Collectors.joining("; ")));
        }
    }

    private Optional<Txn> writer(long value) {
        return Optional.ofNullable(writers.get(value));
    }

    /** Whoever is unknown was reported before. */
    private static void edge(Map<Txn, Set<Txn>> after, Optional<Txn> from, Optional<Txn> to) {
        if (from.isPresent() && to.isPresent() && !from.equals(to)) {
            after.getOrDefault(from.get(), new HashSet<>()).add(to.get());
        }
    }

    /** What is left when whoever nobody comes before is taken away, again and again: cycles, and what follows them. */
    private static Set<Txn> withoutEnds(Map<Txn, Set<Txn>> after) {
        Map<Txn, Integer> before = new HashMap<>();
        after.values().forEach(all -> all.forEach(txn -> before.merge(txn, 1, Integer::sum)));
        Deque<Txn> free = new ArrayDeque<>(
                after.keySet().stream().filter(txn -> !before.containsKey(txn)).toList());
        Set<Txn> left = new HashSet<>(after.keySet());
        while (!free.isEmpty()) {
            Txn txn = free.remove();
            left.remove(txn);
            for (Txn next : after.getOrDefault(txn, Set.of())) {
                if (before.merge(next, -1, Integer::sum) == 0) {
                    free.add(next);
                }
            }
        }
        return left;
    }
}
