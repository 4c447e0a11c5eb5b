package dev.palinode.engine.sidecar;

import java.sql.SQLException;

/** Another engine drives this shard now: whatever was about to be committed must not be. */
public final class LeaseLost extends SQLException {
    private static final long serialVersionUID = 1L;

    public LeaseLost(String message) {
        super(message);
    }
}
