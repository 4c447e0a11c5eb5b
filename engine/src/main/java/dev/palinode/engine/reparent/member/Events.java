package dev.palinode.engine.reparent.member;

import dev.palinode.engine.EngineFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been done, for who asked for it and for the log. Confined to one thread. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final String shard;
    private final Set<String> told;
    private final List<String> lines = new ArrayList<>();

    /** For one shard. */
    public Events(String shard) {
        this(shard, Set.of());
    }

    /**
     * The same for what is tried again and again.
     *
     * @param told lines that the log has already
     */
    public Events(String shard, Set<String> told) {
        this.shard = shard;
        this.told = Set.copyOf(told);
    }

    /** Something was done. */
    public void add(String line) {
        if (!told.contains(line)) {
            LOG.info("{}: {}", shard, line);
        }
        lines.add(line);
    }

    /** Something that a person has to see to, although the command goes on. */
    public void warn(String line) {
        String marked = "WARNING: " + line;
        if (!told.contains(marked)) {
            LOG.warn("{}: {}", shard, line);
        }
        lines.add(marked);
    }

    /** All of it, in order. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** What is thrown when nothing can be done. */
    public static EngineFault refuse(String message) {
        return new EngineFault(EngineFault.Kind.REFUSED, message);
    }
}
