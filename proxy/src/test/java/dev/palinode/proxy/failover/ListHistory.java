package dev.palinode.proxy.failover;

import dev.palinode.proxy.failover.HistoryCycles.Why;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private final Map<Long, Txn> writers = new HashMap<>();
    private final List<Txn> committed;
    private final List<Anomaly> anomalies = new ArrayList<>();

    private ListHistory(List<Txn> all, Map<Integer, List<Long>> last) {
        this.last = last;
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
     * What must not have happened in a history that is to be serializable, and has. Cycles are looked for only where
     * nothing else is wrong.
     *
     * @param last the lists at the end
     */
    static List<Anomaly> anomalies(List<Txn> all, Map<Integer, List<Long>> last) {
        ListHistory history = new ListHistory(all, last);
        history.lists();
        history.committed.forEach(history::reads);
        if (history.anomalies.isEmpty()) {
            history.cycles();
        }
        return history.anomalies;
    }

    /** The kinds of these. */
    static Set<Anomaly.Kind> kinds(List<Txn> all, Map<Integer, List<Long>> last) {
        return anomalies(all, last).stream().map(Anomaly::kind).collect(Collectors.toCollection(TreeSet::new));
    }

    private void add(Anomaly.Kind kind, String text) {
        anomalies.add(new Anomaly(kind, text));
    }

    /** Nothing twice, nothing of what was rolled back, everything that was committed. */
    private void lists() {
        last.forEach((key, values) -> {
            if (new HashSet<>(values).size() != values.size()) {
                add(Anomaly.Kind.DOUBLED, key + " " + values);
            }
            for (long value : values) {
                Txn writer = writers.get(value);
                if (writer == null || !committed.contains(writer)) {
                    add(Anomaly.Kind.ABORTED, value + " of " + writer);
                }
            }
        });
        for (Txn txn : committed) {
            for (Op op : txn.ops()) {
                if (op.isAppend() && !versions(op.key()).contains(op.appended())) {
                    add(Anomaly.Kind.LOST, op + " of " + txn.name());
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
                add(Anomaly.Kind.NO_PREFIX, txn.name() + " read " + op.read() + " of " + versions);
                continue;
            }
            Long mine = own.get(op.key());
            if (mine != null && (size == 0 || !op.read().get(size - 1).equals(mine))) {
                add(Anomaly.Kind.NOT_ITS_OWN, txn.name() + " read " + op.read() + " after " + mine);
            }
            if (size > 0 && size < versions.size()) {
                Optional<Txn> writer = writer(op.read().get(size - 1));
                if (!writer.equals(Optional.of(txn)) && writer.equals(writer(versions.get(size)))) {
                    add(Anomaly.Kind.INTERMEDIATE, txn.name() + " read " + op.read() + " of " + versions);
                }
            }
        }
    }

    private void cycles() {
        HistoryCycles cycles = new HistoryCycles(committed);
        last.values().forEach(versions -> {
            for (int i = 1; i < versions.size(); i++) {
                cycles.add(writer(versions.get(i - 1)), writer(versions.get(i)), Why.WW);
            }
        });
        for (Txn txn : committed) {
            for (Op op : txn.ops()) {
                if (op.isAppend()) {
                    continue;
                }
                int size = op.read().size();
                if (size > 0) {
                    cycles.add(writer(op.read().get(size - 1)), Optional.of(txn), Why.WR);
                }
                List<Long> versions = versions(op.key());
                if (size < versions.size()) {
                    cycles.add(Optional.of(txn), writer(versions.get(size)), Why.RW);
                }
            }
        }
        anomalies.addAll(cycles.find());
    }

    private Optional<Txn> writer(long value) {
        return Optional.ofNullable(writers.get(value));
    }
}
