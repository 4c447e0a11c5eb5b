package dev.palinode.engine.reparent;

import dev.palinode.engine.EngineFault;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been done, for who asked for it and for the log. Confined to one thread. */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final String shard;
    private final List<String> lines = new ArrayList<>();

    Events(String shard) {
        this.shard = shard;
    }

    void add(String line) {
        LOG.info("{}: {}", shard, line);
        lines.add(line);
    }

    /** Something that a person has to see to, although the command goes on. */
    void warn(String line) {
        LOG.warn("{}: {}", shard, line);
        lines.add("WARNING: " + line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    static EngineFault refuse(String message) {
        return new EngineFault(EngineFault.Kind.REFUSED, message);
    }
}
