package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Capture;
import dev.palinode.proxy.session.backend.ServerProfiles;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Packets;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sees a primary when the topology names another one, or when the one that was lost answers and takes writes, and has missed no promotion. */
final class PrimaryCheck implements ShardBuffer.Recovery {
    private static final byte[] READ_ONLY = "SELECT @@global.read_only".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> NO = Set.of("0", "OFF");

    private static final long ANSWER_MILLIS = 2_000;

    private final Topology topology;
    private final BackendConnector connector;
    private final EventLoop loop;
    private final Tablet lost;

    PrimaryCheck(Topology topology, BackendConnector connector, EventLoop loop, Tablet lost) {
        this.topology = topology;
        this.connector = connector;
        this.loop = loop;
        this.lost = lost;
    }

    @Override
    public void look(Consumer<Boolean> seen) {
        if (!topology.primary().address().equals(lost.address())) {
            seen.accept(true);
            return;
        }
        if (topology.primaryIsOutdated()) {
            seen.accept(false);
            return;
        }
        connector.open(loop, lost, ServerProfiles.plainLogin(lost)).addListener((Future<BackendLink> opened) -> {
            if (opened.isSuccess()) {
                ask(opened.getNow(), seen);
            } else {
                seen.accept(false);
            }
        });
    }

    private void ask(BackendLink link, Consumer<Boolean> seen) {
        // A server that is frozen would be waited for as long as it is.
        Future<?> patience = loop.schedule(link::fail, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        link.send(
                Packets.command(link.allocator(), Command.QUERY, READ_ONLY),
                Command.QUERY,
                new Capture(false, (rows, error) -> {
                    patience.cancel(false);
                    link.quit();
                    seen.accept(error.isEmpty()
                            && rows.rows().size() == 1
                            && rows.rows().get(0).get(0).filter(NO::contains).isPresent());
                }));
    }
}
