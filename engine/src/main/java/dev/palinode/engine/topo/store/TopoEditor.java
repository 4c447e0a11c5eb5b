package dev.palinode.engine.topo.store;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.store.TopoStore.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Changes a topology: each change is checked against the records, made under the lock of its keyspace, and told in the
 * history. Blocks; safe for many threads.
 */
public final class TopoEditor {
    /** Vitess's lock timeout is 45 seconds, for changes that wait for servers; these only write records. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TopoStore store;
    private final TopoHistory history;
    private final InstantSource clock;
    private final String who;

    /**
     * An editor of a store.
     *
     * @param who makes the changes, for the history
     */
    public TopoEditor(TopoStore store, String who, InstantSource clock) {
        this.store = store;
        this.history = new TopoHistory(store, clock);
        this.clock = clock;
        this.who = who;
    }

    /**
     * Makes a keyspace with one shard.
     *
     * @throws TopoFault {@code EXISTS}
     */
    public void createKeyspace(String keyspace, String shard) {
        if (keyspace.isBlank() || shard.isBlank()) {
            throw TopoFault.invalid("a keyspace and a shard have a name");
        }
        locked(keyspace, "create keyspace " + keyspace, () -> {
            // The shard first: who finds the keyspace finds its shard.
            if (store.get(TopoPaths.keyspace(keyspace)).isPresent()) {
                throw new TopoFault(TopoFault.Kind.EXISTS, "keyspace " + keyspace + " exists already");
            }
            if (store.get(TopoPaths.shard(keyspace, shard)).isEmpty()) {
                store.create(TopoPaths.shard(keyspace, shard), ShardRecord.EMPTY.toJson());
            }
            store.create(TopoPaths.keyspace(keyspace), new KeyspaceRecord(clock.instant()).toJson());
            return Optional.of("created keyspace " + keyspace + " with shard " + shard);
        });
    }

    /**
     * Adds a server to a shard.
     *
     * @throws TopoFault {@code MISSING} if there is no such shard; {@code EXISTS} if the alias or the server is there
     */
    public void addTablet(TabletRecord tablet) {
        locked(tablet.keyspace(), "add tablet " + tablet.alias(), () -> {
            TopoView view = TopoView.read(store);
            if (view.shard(tablet.keyspace(), tablet.shard()).isEmpty()) {
                throw new TopoFault(
                        TopoFault.Kind.MISSING,
                        "there is no shard " + tablet.keyspace() + "/" + tablet.shard()
                                + ": create the keyspace first");
            }
            view.tablets().values().forEach(other -> refuseTwin(tablet, other));
            store.create(TopoPaths.tablet(tablet.alias()), tablet.toJson());
            return Optional.of("added tablet " + tablet.alias() + ", " + tablet.address() + ", " + tablet.type()
                    + ", to " + tablet.keyspace() + "/" + tablet.shard());
        });
    }

    private static void refuseTwin(TabletRecord tablet, TabletRecord other) {
        if (other.alias().equals(tablet.alias())) {
            throw new TopoFault(
                    TopoFault.Kind.EXISTS, "there is a tablet " + tablet.alias() + " already: " + other.address());
        }
        if (other.address().equals(tablet.address())) {
            throw new TopoFault(TopoFault.Kind.EXISTS, tablet.address() + " is tablet " + other.alias() + " already");
        }
    }

    /**
     * Writes down that a server listens at another address. It stays what it is, also the primary.
     *
     * @throws TopoFault {@code MISSING}; {@code EXISTS} if another tablet is there
     */
    public void setAddress(TabletAlias alias, ServerAddress address) {
        TabletRecord found = tablet(alias);
        locked(found.keyspace(), "set the address of " + alias, () -> {
            TabletRecord before = tablet(alias);
            TopoView.read(store).tablets().values().stream()
                    .filter(other -> !other.alias().equals(alias))
                    .forEach(other -> refuseTwin(before.withAddress(address), other));
            if (before.address().equals(address)) {
                return Optional.empty();
            }
            change(
                    TopoPaths.tablet(alias),
                    json -> TabletRecord.parse(json).withAddress(address).toJson());
            return Optional.of("the address of tablet " + alias + " is " + address + ", it was " + before.address());
        });
    }

    private TabletRecord tablet(TabletAlias alias) {
        return TopoView.read(store)
                .tablet(alias)
                .orElseThrow(() -> new TopoFault(TopoFault.Kind.MISSING, "there is no tablet " + alias));
    }

    /**
     * Takes a tablet away.
     *
     * @param evenPrimary whether it may be the primary of its shard
     * @throws TopoFault {@code MISSING}; {@code INVALID} if it is the primary and may not be
     */
    public void removeTablet(TabletAlias alias, boolean evenPrimary) {
        TabletRecord found = tablet(alias);
        locked(found.keyspace(), "remove tablet " + alias, lock -> {
            String path = TopoPaths.shard(found.keyspace(), found.shard());
            Optional<Entry> shard = store.get(path);
            boolean primary = shard.flatMap(
                            read -> ShardRecord.parse(read.value()).primary())
                    .equals(Optional.of(alias));
            if (primary && !evenPrimary) {
                throw TopoFault.invalid(alias + " is the primary of " + found.keyspace() + "/" + found.shard());
            }
            if (primary && !replace(lock, path, ShardRecord.EMPTY, shard.orElseThrow())) {
                throw new TopoFault(
                        TopoFault.Kind.CHANGED,
                        "the record of " + found.keyspace() + "/" + found.shard() + " has just changed; try again");
            }
            Entry entry = store.get(TopoPaths.tablet(alias))
                    .orElseThrow(() -> new TopoFault(TopoFault.Kind.MISSING, "there is no tablet " + alias));
            store.delete(TopoPaths.tablet(alias), entry.version());
            return Optional.of("removed tablet " + alias + ", " + found.address() + ", from " + found.keyspace() + "/"
                    + found.shard());
        });
    }

    /**
     * Writes down who the primary of a shard is. An older term than the stored one changes nothing.
     *
     * @param termStart when it became the primary
     * @return whether anything has changed
     */
    public boolean setPrimary(String keyspace, String shard, TabletAlias primary, Instant termStart) {
        return locked(keyspace, "set the primary of " + keyspace + "/" + shard, lock -> {
            Entry read;
            ShardRecord before;
            boolean same;
            do {
                read = shardEntry(keyspace, shard);
                before = ShardRecord.parse(read.value());
                same = before.primary().equals(Optional.of(primary));
                boolean older = before.termStart().filter(termStart::isBefore).isPresent();
                if ((older && !same) || store.get(TopoPaths.tablet(primary)).isEmpty()) {
                    return Optional.empty();
                }
            } while (!same && !replace(lock, TopoPaths.shard(keyspace, shard), before.with(primary, termStart), read));
            // Also where the shard names it already: who has written that may have died before the types.
            if (!setTypes(lock, keyspace, shard) && same) {
                return Optional.empty();
            }
            return Optional.of("the primary of " + keyspace + "/" + shard + " is " + primary + ", it was "
                    + before.primary().map(TabletAlias::toString).orElse("not known"));
        });
    }

    /**
     * Writes down the last promotion in a shard that anybody has seen; an older one changes nothing. It is not in the
     * history, which has the primary.
     *
     * @param promotion by {@code _vt.reparent_journal}, in nanoseconds since 1970
     */
    public void setPromotion(String keyspace, String shard, long promotion) {
        locked(keyspace, "set the last promotion of " + keyspace + "/" + shard, lock -> {
            Entry read;
            ShardRecord before;
            do {
                read = shardEntry(keyspace, shard);
                before = ShardRecord.parse(read.value());
            } while (before.promotion() < promotion
                    && !replace(lock, TopoPaths.shard(keyspace, shard), before.promotedAt(promotion), read));
            return Optional.empty();
        });
    }

    private Entry shardEntry(String keyspace, String shard) {
        return store.get(TopoPaths.shard(keyspace, shard))
                .orElseThrow(
                        () -> new TopoFault(TopoFault.Kind.MISSING, "there is no shard " + keyspace + "/" + shard));
    }

    /**
     * Replaces a shard's record.
     *
     * @return false if it is not the one that was read any more: the lock may have gone to another one unnoticed
     */
    private boolean replace(TopoStore.Lock lock, String path, ShardRecord record, Entry read) {
        requireHeld(lock);
        try {
            store.update(path, record.toJson(), read.version());
            return true;
        } catch (TopoFault e) {
            if (e.kind() != TopoFault.Kind.CHANGED && e.kind() != TopoFault.Kind.MISSING) {
                throw e;
            }
            return false;
        }
    }

    private static void requireHeld(TopoStore.Lock lock) {
        if (!lock.held()) {
            throw new TopoFault(TopoFault.Kind.AWAY, "the lock was lost");
        }
    }

    /** The types of a shard's tablets follow its record, also where that changes meanwhile. */
    private boolean setTypes(TopoStore.Lock lock, String keyspace, String shard) {
        boolean changes = false;
        Entry read;
        do {
            read = shardEntry(keyspace, shard);
            Optional<TabletAlias> primary = ShardRecord.parse(read.value()).primary();
            for (TabletRecord tablet : TopoView.read(store).tabletsOf(keyspace, shard)) {
                requireHeld(lock);
                changes |= setType(tablet, primary.equals(Optional.of(tablet.alias())));
            }
        } while (!shardEntry(keyspace, shard).equals(read));
        return changes;
    }

    private boolean setType(TabletRecord tablet, boolean primary) {
        TabletType type = primary ? TabletType.PRIMARY : TabletType.REPLICA;
        boolean changes = primary ? tablet.type() != type : tablet.type() == TabletType.PRIMARY;
        if (changes) {
            change(
                    TopoPaths.tablet(tablet.alias()),
                    json -> TabletRecord.parse(json).withType(type).toJson());
        }
        return changes;
    }

    private interface Edit {
        String apply(String json);
    }

    /** A tablet that has gone meanwhile needs no change. */
    private void change(String path, Edit edit) {
        while (true) {
            Optional<Entry> before = store.get(path);
            if (before.isEmpty()) {
                return;
            }
            try {
                store.update(
                        path, edit.apply(before.get().value()), before.get().version());
                return;
            } catch (TopoFault e) {
                if (e.kind() != TopoFault.Kind.CHANGED && e.kind() != TopoFault.Kind.MISSING) {
                    throw e;
                }
            }
        }
    }

    private boolean locked(String keyspace, String purpose, Supplier<Optional<String>> body) {
        return locked(keyspace, purpose, lock -> body.get());
    }

    /** The body says what it has done, or nothing when there was nothing to do. */
    private boolean locked(String keyspace, String purpose, Function<TopoStore.Lock, Optional<String>> body) {
        String contents = purpose + ", by " + who + " since " + clock.instant();
        try (TopoStore.Lock lock = store.lock(TopoPaths.keyspaceDirectory(keyspace), contents, PATIENCE)) {
            Optional<String> done = body.apply(lock);
            done.ifPresent(what -> history.add(who, what));
            return done.isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopoFault(TopoFault.Kind.AWAY, "interrupted", e);
        }
    }
}
