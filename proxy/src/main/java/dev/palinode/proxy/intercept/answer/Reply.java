package dev.palinode.proxy.intercept.answer;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.RowSet;
import java.util.Objects;

/** An answer that the proxy gives itself. */
public sealed interface Reply {
    /** An OK packet. */
    record Ok(long affectedRows) implements Reply {}

    /** A result set. */
    record Rows(RowSet rows) implements Reply {
        public Rows {
            Objects.requireNonNull(rows, "rows");
        }
    }

    /**
     * An ERR packet.
     *
     * @param errno MySQL's error number
     * @param sqlState five characters
     * @param message what the user reads
     */
    record Err(int errno, String sqlState, String message) implements Reply {
        public Err {
            Objects.requireNonNull(sqlState, "sqlState");
            Objects.requireNonNull(message, "message");
        }

        /** The error that a fault of the engine maps to. */
        public static Err of(EngineFault fault) {
            return new Err(fault.kind().errno(), fault.kind().sqlState(), String.valueOf(fault.getMessage()));
        }
    }
}
