package dev.palinode.engine.model.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An immutable set of MySQL GTIDs: for each source (server UUID, or UUID and tag) a sorted list of intervals that
 * neither touch nor overlap. Text form: MySQL manual, "GTID Format and Storage".
 */
public final class GtidSet {
    private final Map<String, List<Interval>> intervals;

    private GtidSet(Map<String, List<Interval>> intervals) {
        this.intervals = intervals;
    }

    /**
     * Transaction numbers of one source.
     *
     * @param first at least 1
     * @param last inclusive
     */
    public record Interval(long first, long last) {
        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    /** The set that the text describes; blank text is the empty set. */
    public static GtidSet parse(String text) {
        Map<String, List<Interval>> found = new TreeMap<>();
        for (String source : text.split(",", -1)) {
            if (!source.isBlank()) {
                parseSource(source.strip(), found);
            }
        }
        found.replaceAll((source, list) -> merged(list));
        return new GtidSet(found);
    }

    private static void parseSource(String text, Map<String, List<Interval>> into) {
        String[] parts = text.split(":", -1);
        String source = parts[0].strip().toLowerCase(Locale.ROOT);
        String key = source;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (!part.isEmpty() && !Character.isDigit(part.charAt(0))) {
                key = source + ":" + part.toLowerCase(Locale.ROOT);
            } else {
                into.computeIfAbsent(key, k -> new ArrayList<>()).add(parseInterval(part));
            }
        }
    }

    private static Interval parseInterval(String text) {
        int dash = text.indexOf('-');
        long first = Long.parseLong(dash < 0 ? text : text.substring(0, dash));
        return new Interval(first, dash < 0 ? first : Long.parseLong(text.substring(dash + 1)));
    }

    private static List<Interval> merged(List<Interval> list) {
        List<Interval> sorted = new ArrayList<>(list);
        sorted.sort((a, b) -> Long.compare(a.first(), b.first()));
        List<Interval> out = new ArrayList<>();
        for (Interval next : sorted) {
            Interval before = out.isEmpty() ? new Interval(-1, -1) : out.get(out.size() - 1);
            if (!out.isEmpty() && next.first() <= before.last() + 1) {
                out.set(out.size() - 1, new Interval(before.first(), Math.max(before.last(), next.last())));
            } else {
                out.add(next);
            }
        }
        return List.copyOf(out);
    }

    /** This set and one transaction more, named {@code source:number} or {@code source:tag:number}. */
    public GtidSet plus(String gtid) {
        int colon = gtid.lastIndexOf(':');
        String source = gtid.substring(0, colon).toLowerCase(Locale.ROOT);
        long number = Long.parseLong(gtid.substring(colon + 1));
        Map<String, List<Interval>> more = new TreeMap<>(intervals);
        List<Interval> list = new ArrayList<>(more.getOrDefault(source, List.of()));
        list.add(new Interval(number, number));
        more.put(source, merged(list));
        return new GtidSet(more);
    }

    /** Whether every transaction of the other set is in this one. */
    public boolean contains(GtidSet other) {
        return other.intervals.entrySet().stream()
                .allMatch(entry -> entry.getValue().stream()
                        .allMatch(wanted -> intervals.getOrDefault(entry.getKey(), List.of()).stream()
                                .anyMatch(mine -> mine.first() <= wanted.first() && mine.last() >= wanted.last())));
    }

    /** How many transactions of this set are not in the other. */
    long countBeyond(GtidSet other) {
        long count = 0;
        for (Map.Entry<String, List<Interval>> entry : intervals.entrySet()) {
            List<Interval> theirs = other.intervals.getOrDefault(entry.getKey(), List.of());
            int at = 0;
            for (Interval mine : entry.getValue()) {
                count += mine.last() - mine.first() + 1;
                while (at < theirs.size() && theirs.get(at).last() < mine.first()) {
                    at++;
                }
                // The last one that is looked at may reach into the next of mine, too.
                for (int i = at; i < theirs.size() && theirs.get(i).first() <= mine.last(); i++) {
                    Interval shared = theirs.get(i);
                    count -= Math.min(mine.last(), shared.last()) - Math.max(mine.first(), shared.first()) + 1;
                }
            }
        }
        return count;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GtidSet that && intervals.equals(that.intervals);
    }

    @Override
    public int hashCode() {
        return intervals.hashCode();
    }

    /** The text form; a tagged source is written as a source of its own, which MySQL reads as well. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        intervals.forEach((source, list) -> {
            out.append(out.isEmpty() ? "" : ",").append(source);
            list.forEach(interval -> out.append(':').append(interval));
        });
        return out.toString();
    }
}
