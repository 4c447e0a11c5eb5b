package dev.palinode.proxy.session.command;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done when a command's answer has ended. Confined to the session's event loop. */
public final class AtEnd {
    private static final Logger LOG = LoggerFactory.getLogger(AtEnd.class);

    private @Nullable Runnable effect;

    /** Adds up. */
    public void add(Runnable action) {
        Runnable before = effect;
        effect = before == null
                ? action
                : () -> {
                    before.run();
                    action.run();
                };
    }

    /** Nothing is to be done any more. */
    public void clear() {
        effect = null;
    }

    /**
     * Does it, once.
     *
     * @return false if something of it has failed unexpectedly; that must not keep the command from ending
     */
    public boolean run() {
        Runnable action = effect;
        effect = null;
        if (action == null) {
            return true;
        }
        try {
            action.run();
            return true;
        } catch (RuntimeException e) {
            LOG.error("what was to be done after a command failed", e);
            return false;
        }
    }
}
