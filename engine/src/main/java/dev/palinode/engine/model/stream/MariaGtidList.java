package dev.palinode.engine.model.stream;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A GTID position of MariaDB. Within a domain sequence numbers only grow, so the last one says it all.
 *
 * @param last the last GTID of each domain, by domain id
 */
public record MariaGtidList(Map<Long, Gtid> last) {
    public MariaGtidList {
        last = java.util.Collections.unmodifiableMap(new TreeMap<>(last));
    }

    /**
     * One GTID.
     *
     * @param domain replication domain
     * @param server id of the server where the transaction was first written
     * @param sequence number within the domain
     */
    public record Gtid(long domain, long server, long sequence) {
        /** The GTID written as {@code domain-server-sequence}. */
        public static Gtid parse(String text) {
            String[] parts = text.strip().split("-", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("not a MariaDB GTID: " + text);
            }
            return new Gtid(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseUnsignedLong(parts[2]));
        }

        @Override
        public String toString() {
            return domain + "-" + server + "-" + Long.toUnsignedString(sequence);
        }
    }

    static MariaGtidList parse(String text) {
        Map<Long, Gtid> last = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                Gtid gtid = Gtid.parse(part);
                last.put(gtid.domain(), gtid);
            }
        }
        return new MariaGtidList(last);
    }

    /** This position after one more GTID. */
    public MariaGtidList plus(Gtid gtid) {
        Map<Long, Gtid> more = new TreeMap<>(last);
        more.put(gtid.domain(), gtid);
        return new MariaGtidList(more);
    }

    boolean contains(MariaGtidList other) {
        return other.last.values().stream().allMatch(gtid -> {
            Gtid mine = last.get(gtid.domain());
            return mine != null && Long.compareUnsigned(mine.sequence(), gtid.sequence()) >= 0;
        });
    }

    /** Whether the other one has a later number of a domain, or the same number of another server. */
    boolean goesBackFrom(MariaGtidList other) {
        return last.values().stream().anyMatch(gtid -> {
            Gtid theirs = other.last.get(gtid.domain());
            int order = theirs == null ? 1 : Long.compareUnsigned(gtid.sequence(), theirs.sequence());
            return order < 0 || (order == 0 && !gtid.equals(theirs));
        });
    }

    /** How many transactions lie between the other position and this one, as far as the numbers have no gaps. */
    long countBeyond(MariaGtidList other) {
        return last.values().stream()
                .mapToLong(gtid -> {
                    Gtid theirs = other.last.get(gtid.domain());
                    return Math.max(0, gtid.sequence() - (theirs == null ? 0 : theirs.sequence()));
                })
                .sum();
    }

    @Override
    public String toString() {
        return last.values().stream().map(Gtid::toString).collect(Collectors.joining(","));
    }
}
