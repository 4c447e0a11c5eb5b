package dev.palinode.proxy.session.failover;

import dev.palinode.proxy.intercept.footprint.Footprint;
import dev.palinode.proxy.intercept.footprint.Footprints;
import dev.palinode.proxy.intercept.footprint.Keep;
import dev.palinode.proxy.intercept.footprint.Setting;
import dev.palinode.proxy.wire.Octets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a session has set and holds at its server: the statements that make it again elsewhere, and what cannot be made again.
 * Confined to the session's event loop.
 */
public final class Carried {
    /** Statements that are kept, and their characters; a session that sets more cannot be moved. */
    private static final int MAX_SETTINGS = 64;

    private static final int MAX_TEXT = 1 << 16;

    private static final int MAX_NEXT = 8;

    private record Entry(Setting setting, Octets text) {}

    private final Set<Keep> held = EnumSet.noneOf(Keep.class);
    private final List<Entry> settings = new ArrayList<>();
    private final List<Entry> nextTransaction = new ArrayList<>();
    private boolean justSet;

    /**
     * A text was run.
     *
     * @param failed whether it ended with an error
     */
    public void after(Footprint footprint, Footprint.Encoding encoding, boolean failed) {
        footprint.tell(
                new Footprints.Keeper() {
                    @Override
                    public void holds(Keep what) {
                        held.add(what);
                    }

                    @Override
                    public void released(Keep what) {
                        held.remove(what);
                    }

                    @Override
                    public void set(Setting setting) {
                        add(new Entry(setting, Octets.of(encoding.encode(setting.sql()))));
                    }

                    @Override
                    public void setForNextTransaction(Setting setting) {
                        addForNext(new Entry(setting, Octets.of(encoding.encode(setting.sql()))));
                    }
                },
                failed);
    }

    /** The session holds such a thing. */
    public void hold(Keep what) {
        held.add(what);
    }

    /** A transaction, or a statement outside of one, has ended: what was set for it counts no longer. */
    public void transactionEnded() {
        if (!justSet) {
            nextTransaction.clear();
        }
        justSet = false;
    }

    /** Each characteristic of the next transaction is set by itself: the isolation level, and whether it is read-only. */
    private void addForNext(Entry entry) {
        nextTransaction.removeIf(
                before -> before.setting().targets().equals(entry.setting().targets()));
        nextTransaction.add(entry);
        justSet = true;
        if (nextTransaction.size() > MAX_NEXT) {
            nextTransaction.clear();
            held.add(Keep.SETTING);
        }
    }

    /** A literal makes earlier ones for the same variables needless, as far back as nothing was computed from them. */
    private void add(Entry entry) {
        if (entry.setting().literal()) {
            for (int i = settings.size() - 1;
                    i >= 0 && settings.get(i).setting().literal();
                    i--) {
                if (entry.setting()
                        .targets()
                        .containsAll(settings.get(i).setting().targets())) {
                    settings.remove(i);
                }
            }
        }
        settings.add(entry);
        int length = settings.stream().mapToInt(each -> each.text().length()).sum();
        if (settings.size() > MAX_SETTINGS || length > MAX_TEXT) {
            settings.clear();
            held.add(Keep.SETTING);
        }
    }

    /** Whether the session may have temporary tables. */
    public boolean mayHaveTemporaryTables() {
        return held.contains(Keep.TEMPORARY_TABLE) || held.contains(Keep.ROUTINE);
    }

    /** What cannot be made again, in words; empty if all can. */
    public Optional<String> obstacle() {
        return held.isEmpty()
                ? Optional.empty()
                : Optional.of(held.stream().map(Keep::text).collect(Collectors.joining(", ")));
    }

    /** The texts that make a new session what this one is, in their order. */
    List<byte[]> statements() {
        return Stream.concat(settings.stream(), nextTransaction.stream())
                .map(each -> each.text().toArray())
                .toList();
    }

    /** All is as at the log-in. */
    public void clear() {
        held.clear();
        settings.clear();
        nextTransaction.clear();
    }
}
