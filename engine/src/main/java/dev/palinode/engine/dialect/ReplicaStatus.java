package dev.palinode.engine.dialect;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a replica says of its replication.
 *
 * @param host the source's, as the replica names it
 * @param port the source's
 * @param source the source's identity ({@link ReplicationDialect#identity}); empty until the replica has connected once
 * @param receiving whether it is connected and receives
 * @param lostSource whether it wants to receive, has tried, and found nobody there
 * @param applying whether it applies what it has received
 * @param lag seconds behind the source, where it knows
 * @param error the last one, of receiving or applying; empty if none
 * @param applyError the last one of applying; empty if none
 * @param received the GTIDs that it has received from this source, as the flavour writes them
 */
public record ReplicaStatus(
        String host,
        int port,
        String source,
        boolean receiving,
        boolean lostSource,
        boolean applying,
        Optional<Long> lag,
        String error,
        String applyError,
        String received) {

    /** The client library's errors for a server that is not there; what a server says itself has other numbers. */
    private static final Set<String> NOBODY_THERE = Set.of("2002", "2003", "2005", "2006", "2013");

    /** Reads a row of SHOW REPLICA STATUS; the words are those of MySQL 8.0.22, or of all before and of MariaDB. */
    static ReplicaStatus of(Map<String, String> row, String identityColumn, String receivedColumn) {
        String lag = get(row, "Seconds_Behind_Source", "Seconds_Behind_Master");
        String ioError = row.getOrDefault("Last_IO_Error", "");
        String sqlError = row.getOrDefault("Last_SQL_Error", "");
        String receives = get(row, "Replica_IO_Running", "Slave_IO_Running");
        return new ReplicaStatus(
                get(row, "Source_Host", "Master_Host"),
                Integer.parseInt(get(row, "Source_Port", "Master_Port")),
                row.getOrDefault(identityColumn, ""),
                receives.equals("Yes"),
                // MariaDB says Preparing between two tries.
                (receives.equals("Connecting") || receives.equals("Preparing"))
                        && NOBODY_THERE.contains(row.getOrDefault("Last_IO_Errno", "")),
                get(row, "Replica_SQL_Running", "Slave_SQL_Running").equals("Yes"),
                lag.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(lag)),
                sqlError.isEmpty() ? ioError : sqlError,
                sqlError,
                row.getOrDefault(receivedColumn, "").replace("\n", ""));
    }

    private static String get(Map<String, String> row, String name, String oldName) {
        return row.getOrDefault(name, row.getOrDefault(oldName, ""));
    }

    /** Whether it receives and applies. */
    public boolean healthy() {
        return receiving && applying;
    }

    /** Why it is not healthy, in words. */
    public String trouble() {
        String which = receiving ? "it does not apply" : applying ? "it does not receive" : "it has stopped";
        return which + (error.isEmpty() ? "" : ": " + error);
    }
}
