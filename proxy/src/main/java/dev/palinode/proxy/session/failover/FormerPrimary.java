package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.health.TabletPoller;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up a former primary that does not answer, or that still takes writes. One that is frozen keeps its connections open,
 * so that a statement that was sent there would be waited for as long as it stays frozen, also when another one has long been
 * the primary. What one that nobody has made read-only writes would be acknowledged, and is lost.
 */
public final class FormerPrimary {
    private static final Logger LOG = LoggerFactory.getLogger(FormerPrimary.class);

    /** Also one that falls silent within half a minute after the change. */
    private static final int LOOKS = 30;

    private static final int SILENT_ENOUGH = 2;

    /** Two pauses: whoever promotes another one makes it read-only at once, if he does. */
    private static final int WRITABLE_ENOUGH = 3;

    private static final long PAUSE_MILLIS = 1_000;

    private FormerPrimary() {}

    /**
     * Watches a shard as long as its topology lives.
     *
     * @param lose breaks the sessions' connections to a server
     */
    public static void watch(LiveTopology topology, Consumer<ServerAddress> lose) {
        topology.listen((before, now, term) -> {
            Thread thread = new Thread(() -> look(topology, before, lose), "palinode-former-" + before.alias());
            thread.setDaemon(true);
            thread.start();
        });
    }

    /**
     * What was seen of it last may be from before, and one look says little. Nothing else is looked at: another tablet may hang,
     * and every second counts.
     */
    private static void look(LiveTopology topology, Tablet former, Consumer<ServerAddress> lose) {
        int silent = 0;
        int writable = 0;
        try {
            for (int i = 0; i < LOOKS && !topology.primary().address().equals(former.address()); i++) {
                Look look = look(topology, former);
                silent = look == Look.SILENT ? silent + 1 : 0;
                writable = look == Look.WRITABLE ? writable + 1 : 0;
                if (silent == SILENT_ENOUGH || writable == WRITABLE_ENOUGH) {
                    LOG.warn(
                            "{} at {} {}: what sessions wait for there is lost",
                            former.alias(),
                            former.address(),
                            silent > 0 ? "does not answer" : "is not the primary any more, and takes writes");
                    lose.accept(former.address());
                    return;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private enum Look {
        SILENT,
        WRITABLE,
        QUIET
    }

    private static Look look(LiveTopology topology, Tablet former) {
        boolean moved = topology.tablets().stream()
                .anyMatch(tablet -> tablet.alias().equals(former.alias())
                        && !tablet.address().equals(former.address()));
        if (moved) {
            // It may be the primary at its new address, and this its old one.
            return TabletPoller.answers(former) ? Look.QUIET : Look.SILENT;
        }
        return switch (TabletPoller.ask(former)) {
            case WRITABLE -> Look.WRITABLE;
            case READ_ONLY -> Look.QUIET;
            case SILENT -> Look.SILENT;
            // Who was connected before knows more.
            case REFUSED ->
                topology.health().stream()
                                .anyMatch(health ->
                                        health.tablet().address().equals(former.address()) && health.writable())
                        ? Look.WRITABLE
                        : Look.QUIET;
        };
    }
}
