package dev.palinode.engine.binlog;

import java.time.Duration;
import java.util.List;

/** The changes of one table, in binlog order. One thread at a time may poll; the other methods may come from any. */
public interface ChangeSource extends AutoCloseable {

    /**
     * The next piece: waits for the first event, then takes what is there. A transaction larger than that comes in
     * several pieces. After a failure the source is dead and must be closed.
     *
     * @param wait how long to wait for the first event
     * @param gather how long to wait for more after it, unless that many bytes are there
     * @param maxBytes about how many bytes of row data to take at most
     * @return the events in order; empty when nothing came
     * @throws StreamFailure definite for what can never be read, else the connection was lost
     */
    List<ChangeEvent> poll(Duration wait, Duration gather, int maxBytes) throws StreamFailure, InterruptedException;

    /** Lets a poll that waits, or the next one, return at once. From any thread. */
    void wake();

    /** Ends the connection and forgets what was not polled. Does nothing the second time. */
    @Override
    void close();
}
