package dev.palinode.engine.cutover;

import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.util.List;

/**
 * Holds back client traffic to one table while it is swapped. A courtesy, never the safety: writers that go round the
 * proxy are held by locks alone.
 */
public interface TrafficGate {

    /**
     * Closes the gate for the table: statements that may touch it and that begin from now on wait in order, bounded
     * in number and time; statements of transactions that are open pass, so that they can end. Returns when all of
     * those have ended, or after the limit. The gate opens by {@link Closed#close}, and by itself twice the limit
     * after this call, whatever happens to the caller.
     *
     * @param limit how long to wait for open transactions
     * @throws InterruptedException if interrupted; the gate is open then
     */
    Closed close(TableName table, Duration limit) throws InterruptedException;

    /** A gate that holds nobody, for an engine without a proxy. */
    static TrafficGate none() {
        return (table, limit) -> new Closed() {
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
        /** Sessions that were still in a transaction touching the table when the limit was up; empty means drained. */
        List<String> blockers();

        /** Opens the gate and lets those who wait go on. Idempotent. */
        @Override
        void close();
    }
}
