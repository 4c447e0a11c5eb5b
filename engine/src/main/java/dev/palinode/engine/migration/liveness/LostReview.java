package dev.palinode.engine.migration.liveness;

import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.facts.Liveness;
import java.sql.SQLException;
import java.util.Optional;

/** Queues again, once, what has failed because the tablet that it ran on is gone; one at each pass. */
public final class LostReview {
    private final Liveness liveness;
    private final MigrationRequests requests;

    public LostReview(EngineContext context) {
        this.liveness = context.liveness();
        this.requests = new MigrationRequests(context.db(), context.keyspace(), context.shard());
    }

    /** Does it. */
    public void review() throws SQLException {
        Optional<MigrationId> lost = liveness.lost();
        if (lost.isPresent()) {
            requests.retryLost(lost.get());
        }
    }
}
