package dev.palinode.engine.stream.base;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.sidecar.CopyStateStore;
import dev.palinode.engine.sidecar.StreamStore;
import dev.palinode.engine.sidecar.VerdictStore;
import dev.palinode.engine.throttle.Throttle;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What streams share.
 *
 * @param db the primary
 * @param streams {@code _vt.vreplication}
 * @param cursors {@code _vt.copy_state}
 * @param verdicts {@code _vt.vdiff}
 * @param fence the lease's epoch check
 * @param copiers parallel copiers of one stream
 * @param retryPause how long to wait before a broken stream is set up again
 * @param points where tests may step in
 * @param clock the time
 * @param throttle asked before each chunk and batch
 * @param moved called when a stream has come to another phase; does not wait
 */
public record StreamContext(
        Db db,
        StreamStore streams,
        CopyStateStore cursors,
        VerdictStore verdicts,
        Fence fence,
        int copiers,
        Duration retryPause,
        FailPoints points,
        InstantSource clock,
        Throttle throttle,
        Runnable moved) {}
