package dev.palinode.engine.topo.health;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One connection of a replica to its source, as the replica tells it.
 *
 * @param source the source's host and port, as the replica knows it
 * @param sourceIds by which the source may be known: its server UUID, its server id; only what is known
 * @param io whether events are fetched: {@code Yes}, {@code No} or {@code Connecting}
 * @param sql whether events are applied: {@code Yes} or {@code No}
 * @param error the last error of either; empty if there is none
 * @param secondsBehind the lag that the replica sees; empty while it does not replicate
 */
public record ReplicationState(
        String source, Set<String> sourceIds, String io, String sql, String error, OptionalLong secondsBehind) {
    /** What a server says of its threads that does not let us see whether it replicates. */
    public static final String UNKNOWN = "?";

    /** Of a server that does not let us see whether it replicates; it may. */
    static final ReplicationState HIDDEN =
            new ReplicationState("we may not see whom", Set.of(), UNKNOWN, UNKNOWN, "", OptionalLong.empty());

    public ReplicationState {
        Objects.requireNonNull(source, "source");
        sourceIds = Set.copyOf(sourceIds);
        Objects.requireNonNull(io, "io");
        Objects.requireNonNull(sql, "sql");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(secondsBehind, "secondsBehind");
    }

    /** Whether events are fetched and applied now. */
    public boolean runs() {
        return io.equals("Yes") && sql.equals("Yes");
    }

    /** Whether somebody has stopped it, and nothing went wrong. */
    boolean isStopped() {
        return io.equals("No") && sql.equals("No") && error.isEmpty();
    }

    /** From a row of SHOW REPLICA STATUS, or what it is called elsewhere; column names in any letter case. */
    static ReplicationState of(Map<String, String> row) {
        Set<String> ids = new HashSet<>();
        ids.add(either(row, "Source_UUID", "Master_UUID"));
        ids.add(either(row, "Source_Server_Id", "Master_Server_Id"));
        ids.removeIf(id -> id.isEmpty() || id.equals("0"));
        String behind = either(row, "Seconds_Behind_Source", "Seconds_Behind_Master");
        String ioError = row.getOrDefault("Last_IO_Error", "");
        String sqlError = row.getOrDefault("Last_SQL_Error", "");
        return new ReplicationState(
                either(row, "Source_Host", "Master_Host") + ":" + either(row, "Source_Port", "Master_Port"),
                ids,
                either(row, "Replica_IO_Running", "Slave_IO_Running"),
                either(row, "Replica_SQL_Running", "Slave_SQL_Running"),
                sqlError.isEmpty() ? ioError : sqlError,
                behind.matches("[0-9]+") ? OptionalLong.of(Long.parseLong(behind)) : OptionalLong.empty());
    }

    private static String either(Map<String, String> row, String name, String before) {
        return row.getOrDefault(name, row.getOrDefault(before, ""));
    }
}
