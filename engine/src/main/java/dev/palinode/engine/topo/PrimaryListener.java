package dev.palinode.engine.topo;

/** Who wants to know when another tablet has become the primary. */
@FunctionalInterface
public interface PrimaryListener {
    /**
     * The primary has changed; the topology says so already. Called by one thread, in the order of the changes; must not
     * block.
     *
     * @param before who was it; may still run, and may even take writes
     * @param now who is it
     * @param term grows by one with each change that this process has seen
     */
    void changed(Tablet before, Tablet now, long term);
}
