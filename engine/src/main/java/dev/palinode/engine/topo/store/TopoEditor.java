package dev.palinode.engine.topo.store;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.store.TopoStore.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
        locked(found.keyspace(), "remove tablet " + alias, () -> {
            ShardRecord shard =
                    TopoView.read(store).shard(found.keyspace(), found.shard()).orElse(ShardRecord.EMPTY);
            boolean primary = shard.primary().equals(Optional.of(alias));
            if (primary && !evenPrimary) {
                throw TopoFault.invalid(alias + " is the primary of " + found.keyspace() + "/" + found.shard());
            }
            if (primary) {
                change(TopoPaths.shard(found.keyspace(), found.shard()), json -> ShardRecord.EMPTY.toJson());
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
        return locked(keyspace, "set the primary of " + keyspace + "/" + shard, () -> {
            TopoView view = TopoView.read(store);
            ShardRecord before = view.shard(keyspace, shard)
                    .orElseThrow(
                            () -> new TopoFault(TopoFault.Kind.MISSING, "there is no shard " + keyspace + "/" + shard));
            boolean same = before.primary().equals(Optional.of(primary));
            boolean older = before.termStart().filter(termStart::isBefore).isPresent();
            if ((older && !same) || view.tablet(primary).isEmpty()) {
                return Optional.empty();
            }
            if (!same) {
                change(
                        TopoPaths.shard(keyspace, shard),
                        json -> new ShardRecord(Optional.of(primary), Optional.of(termStart)).toJson());
            }
            // Also where the shard names it already: who has written that may have died before the types.
            boolean changes = !same;
            for (TabletRecord tablet : view.tabletsOf(keyspace, shard)) {
                changes |= setType(tablet, tablet.alias().equals(primary));
            }
            if (!changes) {
                return Optional.empty();
            }
            return Optional.of("the primary of " + keyspace + "/" + shard + " is " + primary + ", it was "
                    + before.primary().map(TabletAlias::toString).orElse("not known"));
        });
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

    /** The body says what it has done, or nothing when there was nothing to do. */
    private boolean locked(String keyspace, String purpose, Supplier<Optional<String>> body) {
        String contents = purpose + ", by " + who + " since " + clock.instant();
        try (TopoStore.Lock ignored = store.lock(TopoPaths.keyspaceDirectory(keyspace), contents, PATIENCE)) {
            Optional<String> done = body.get();
            done.ifPresent(what -> history.add(who, what));
            return done.isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopoFault(TopoFault.Kind.AWAY, "interrupted", e);
        }
    }
}
