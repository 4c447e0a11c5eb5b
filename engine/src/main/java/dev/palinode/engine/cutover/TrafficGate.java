package dev.palinode.engine.cutover;

import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Holds back client traffic to a table while it is swapped, and to those that the swap locks with it. A courtesy, never the safety: writers that go round the
 * proxy are held by locks alone.
 */
public interface TrafficGate {

    /** Closes the gate for one table. */
    default Closed close(TableName table, Duration limit) throws InterruptedException {
        return close(Set.of(table), limit);
    }

    /**
     * Closes the gate for all of the tables at once: statements that may touch one of them and that begin from now on wait in order, bounded
     * in number and time; statements of transactions that are open pass, so that they can end. Returns when all of
     * those have ended, or after the limit. The gate opens by {@link Closed#close}, and by itself twice the limit
     * after this call, whatever happens to the caller.
     *
     * @param limit how long to wait for open transactions
     * @throws InterruptedException if interrupted; the gate is open then
     */
    Closed close(Set<TableName> tables, Duration limit) throws InterruptedException;

    /**
     * The same, where the gate opens by itself after another time, as far as the gate can.
     *
     * @param openAfter counted from this call
     */
    default Closed close(Set<TableName> tables, Duration limit, Duration openAfter) throws InterruptedException {
        return close(tables, limit);
    }

    /** A gate that holds nobody, for an engine without a proxy. */
    static TrafficGate none() {
        return (tables, limit) -> new Closed() {
            @Override
            public List<String> blockers() {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }

    /** A closed gate. */
    interface Closed extends AutoCloseable {
        /** Sessions that were still in a transaction touching one of the tables when the limit was up; empty means drained. */
        List<String> blockers();

        /** Opens the gate and lets those who wait go on. Idempotent. */
        @Override
        void close();
    }
}
