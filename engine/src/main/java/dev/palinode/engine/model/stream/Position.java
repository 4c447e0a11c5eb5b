package dev.palinode.engine.model.stream;

import java.util.Objects;

/**
 * A place in a server's binlog: everything up to and including it has been seen. The text form is that of Vitess:
 * flavour, slash, value.
 */
public sealed interface Position {

    /** Whether everything up to the other position has been seen here. Positions of two flavours cannot be compared. */
    boolean contains(Position other);

    /**
     * Whether this, of the end of a binlog, cannot come after the other by its numbers, so that {@link #contains} does not
     * hold what it promises. Only MariaDB without gtid_strict_mode has such.
     */
    boolean goesBackFrom(Position other);

    /** How many transactions have been seen here and not there; of another flavour, none. */
    long transactionsBeyond(Position other);

    /** The flavour's value alone, as the server writes it. */
    String value();

    /** The text that {@link #parse} reads. */
    String encode();

    /** The position that {@link #encode} wrote. */
    static Position parse(String text) {
        int slash = text.indexOf('/');
        String flavour = slash < 0 ? "" : text.substring(0, slash);
        String value = text.substring(slash + 1);
        return switch (flavour) {
            case "MySQL56" -> new MySqlGtid(GtidSet.parse(value));
            case "MariaDB" -> MariaGtid.of(value);
            default -> throw new IllegalArgumentException("not a position: " + text);
        };
    }

    /** A set of GTIDs of MySQL. */
    record MySqlGtid(GtidSet set) implements Position {
        public MySqlGtid {
            Objects.requireNonNull(set, "set");
        }

        @Override
        public boolean contains(Position other) {
            return other instanceof MySqlGtid that && set.contains(that.set);
        }

        @Override
        public boolean goesBackFrom(Position other) {
            return false;
        }

        @Override
        public long transactionsBeyond(Position other) {
            return other instanceof MySqlGtid that ? set.countBeyond(that.set) : 0;
        }

        @Override
        public String value() {
            return set.toString();
        }

        @Override
        public String encode() {
            return "MySQL56/" + set;
        }
    }

    /** A GTID position of MariaDB: the last sequence number of each replication domain. */
    record MariaGtid(MariaGtidList list) implements Position {
        public MariaGtid {
            Objects.requireNonNull(list, "list");
        }

        /** The position written as {@code domain-server-sequence}, joined by commas; may be empty. */
        public static MariaGtid of(String text) {
            return new MariaGtid(MariaGtidList.parse(text));
        }

        @Override
        public boolean contains(Position other) {
            return other instanceof MariaGtid that && list.contains(that.list);
        }

        @Override
        public boolean goesBackFrom(Position other) {
            return other instanceof MariaGtid that && list.goesBackFrom(that.list);
        }

        @Override
        public long transactionsBeyond(Position other) {
            return other instanceof MariaGtid that ? list.countBeyond(that.list) : 0;
        }

        @Override
        public String value() {
            return list.toString();
        }

        @Override
        public String encode() {
            return "MariaDB/" + list;
        }
    }
}
