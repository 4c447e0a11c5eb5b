package dev.palinode.engine.topo.store;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;

/**
 * A small, shared, versioned map from paths to texts; all of it is some hundred kilobytes at most. A path is
 * names with slashes between them ({@link TopoPaths}). Every method may block for some seconds, and none longer;
 * each throws {@link TopoFault} with {@link TopoFault.Kind#AWAY} when the store cannot be reached. Safe for many
 * threads and many processes.
 */
public interface TopoStore extends AutoCloseable {
    /**
     * Stores a value where there is none.
     *
     * @throws TopoFault {@code EXISTS}
     */
    Entry create(String path, String value);

    /**
     * Replaces a value, if it is still the one that was read.
     *
     * @param version of the value that was read
     * @throws TopoFault {@code MISSING} or {@code CHANGED}
     */
    Entry update(String path, String value, String version);

    /** One value. */
    Optional<Entry> get(String path);

    /**
     * All values below some directories, by path. What is read of one store at one time belongs together, except that
     * a {@code file} store may be in the middle of a change of several paths.
     */
    NavigableMap<String, Entry> list(List<String> directories);

    /**
     * Removes a value, if it is still the one that was read.
     *
     * @throws TopoFault {@code MISSING} or {@code CHANGED}
     */
    void delete(String path, String version);

    /**
     * Tells what is below some directories: at once, and after each change, until the watch is closed. It outlives
     * outages of the store.
     */
    Watch watch(List<String> directories, Watcher watcher);

    /**
     * Takes a lock that nobody else has, and that is free again when this process dies.
     *
     * @param path what is locked
     * @param contents who takes it, and what for; others read it
     * @param patience how long to wait for another owner
     * @throws TopoFault {@code BUSY}, with the contents of the other
     */
    Lock lock(String path, String contents, Duration patience) throws InterruptedException;

    /** For people: where the store is, without a password. */
    String describe();

    @Override
    void close();

    /**
     * A stored value.
     *
     * @param value the text
     * @param version changes whenever the text does; only equality means anything
     */
    record Entry(String value, String version) {
        public Entry {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(version, "version");
        }
    }

    /** Hears of changes, on a thread of the watch. */
    interface Watcher {
        /** All there is now: at the beginning, after a change, and when the store is back from an outage. */
        void seen(NavigableMap<String, Entry> all);

        /** The store cannot be reached. Called once for each outage. */
        void away(String reason);
    }

    /** Closing it ends the watch; the watcher is not called after that. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** A lock that is held; closing it gives it up. */
    interface Lock extends AutoCloseable {
        /** Whether it is still ours; a store that could not be reached for a while may have given it to another. */
        boolean held();

        @Override
        void close();
    }
}
