package dev.palinode.engine.topo.store;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a tablet: {@code zone1-100}. Vitess writes the number with ten digits; both are understood.
 *
 * @param cell the failure domain that it is in
 * @param uid a number that no other tablet of the cell has
 */
public record TabletAlias(String cell, long uid) implements Comparable<TabletAlias> {
    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]+)-([0-9]{1,10})");

    /** Vitess keeps it in 32 bits without a sign. */
    private static final long MAX_UID = 0xFFFF_FFFFL;

    public TabletAlias {
        Objects.requireNonNull(cell, "cell");
        if (!cell.matches("[A-Za-z0-9_-]+")) {
            throw TopoFault.invalid("a cell's name is of letters, digits, - and _, not \"" + cell + "\"");
        }
        if (uid < 0 || uid > MAX_UID) {
            throw TopoFault.invalid("a tablet's number is from 0 to " + MAX_UID + ", not " + uid);
        }
    }

    /**
     * Reads an alias.
     *
     * @throws TopoFault if it is none
     */
    public static TabletAlias parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw TopoFault.invalid("a tablet's alias is cell-number, such as zone1-100, not \"" + text + "\"");
        }
        return new TabletAlias(parts.group(1), Long.parseLong(parts.group(2)));
    }

    /** As Vitess writes it. */
    String padded() {
        return cell + "-" + "%010d".formatted(uid);
    }

    @Override
    public int compareTo(TabletAlias other) {
        int cells = cell.compareTo(other.cell);
        return cells != 0 ? cells : Long.compare(uid, other.uid);
    }

    @Override
    public String toString() {
        return cell + "-" + uid;
    }
}
