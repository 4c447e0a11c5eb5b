package dev.palinode.engine.stream.copy;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.TableHolders;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.stream.plan.KeyRange;
import dev.palinode.engine.stream.plan.KeyTuple;
import java.time.Duration;

/**
 * Tells who watches when a copier has been kept from the same rows for a while, and by whom: a chunk never waits for a
 * lock, so that no tool of the server shows what it is held up by. Confined to one copier's thread.
 */
final class LockedRows {
    /** Shorter than this is the life of a table that is written to. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Db db;
    private final TableName source;
    private final StreamStatus status;
    private long since;
    private long toldAt;

    LockedRows(Db db, TableName source, StreamStatus status) {
        this.db = db;
        this.source = source;
        this.status = status;
    }

    /** An attempt has met a lock. */
    void met(KeyRange chunk) {
        long now = System.nanoTime();
        if (since == 0) {
            since = now;
            toldAt = now;
        }
        if (now - toldAt >= PATIENCE.toNanos()) {
            toldAt = now;
            status.progressed(StreamStatus.Part.COPY);
            status.held("the copy has waited for "
                    + Duration.ofNanos(now - since).toSeconds() + " s for rows that are locked" + from(chunk)
                    + TableHolders.guess(db, source));
        }
    }

    private static String from(KeyRange chunk) {
        return chunk.lower()
                .map(KeyTuple::literals)
                .map(key -> ", behind key (" + String.join(", ", key) + ")")
                .orElse("");
    }

    /** An attempt has succeeded. */
    void passed() {
        status.progressed(StreamStatus.Part.COPY);
        if (since != toldAt) {
            status.held("the rows that were locked are free; the copy goes on");
        }
        since = 0;
        toldAt = 0;
    }
}
