package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.session.backend.BackendException;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Capture;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A session's way from one server to another: it logs in there, and makes there what it had set here. */
final class Move {
    private static final byte[] LAST_INSERT_ID = "SELECT LAST_INSERT_ID()".getBytes(StandardCharsets.US_ASCII);

    private final Passage passage;
    private final Passage.Owner owner;
    private final Tablet to;
    private final List<Replay.Step> steps = new ArrayList<>();

    private Move(Passage passage, Tablet to) {
        this.passage = passage;
        this.owner = passage.owner();
        this.to = to;
    }

    /** Begins; the passage's owner is told of the end. */
    static void begin(Passage passage, Tablet to) {
        Move move = new Move(passage, to);
        if (move.owner.link().isUp()) {
            move.askLastInsertId();
        } else {
            move.open();
        }
    }

    /** The old server knows it, if it is there still. */
    private void askLastInsertId() {
        BackendLink old = owner.link();
        boolean deprecateEof = Capability.has(old.capabilities(), Capability.DEPRECATE_EOF);
        Replay.Step question = Replay.Step.query(LAST_INSERT_ID, old.capabilities());
        old.send(
                Packets.command(
                        old.allocator(), question.code(), question.argument().toArray()),
                Command.QUERY,
                new Capture(deprecateEof, (rows, error) -> {
                    if (error.isEmpty() && rows.rows().size() == 1) {
                        rows.rows().get(0).get(0).filter(id -> !id.equals("0")).ifPresent(this::setLastInsertId);
                    }
                    open();
                }));
    }

    private void setLastInsertId(String id) {
        steps.add(query("DO LAST_INSERT_ID(" + id + ")"));
    }

    private Replay.Step query(String sql) {
        return Replay.Step.query(
                sql.getBytes(StandardCharsets.US_ASCII), owner.link().capabilities());
    }

    private void open() {
        if (!owner.isClosed()) {
            passage.open(to).addListener((Future<BackendLink> opened) -> opened(opened));
        }
    }

    private void opened(Future<BackendLink> opened) {
        if (!opened.isSuccess()) {
            if (!owner.isClosed()) {
                passage.failed(to, opened.cause());
            }
            return;
        }
        BackendLink link = opened.getNow();
        long capabilities = link.capabilities();
        if (owner.isClosed()) {
            link.quit();
        } else if (((capabilities ^ owner.link().capabilities()) & Capability.RELAYED) != 0) {
            link.quit();
            owner.end(Losses.state("capabilities that the server at " + to.address() + " does not have"));
        } else {
            if (owner.takesSeveralStatements() != Capability.has(capabilities, Capability.MULTI_STATEMENTS)) {
                steps.add(new Replay.Step(
                        Command.SET_OPTION, Octets.of(new byte[] {owner.takesSeveralStatements() ? 0 : (byte) 1, 0})));
            }
            passage.carried().statements().forEach(text -> steps.add(Replay.Step.query(text, capabilities)));
            Replay.run(link, steps, error -> replayed(link, error));
        }
    }

    private void replayed(BackendLink link, Optional<ErrPacket> error) {
        if (owner.isClosed()) {
            link.quit();
        } else if (!link.isUp()) {
            passage.failed(to, BackendException.lost(to.address()));
        } else if (error.isPresent()) {
            link.quit();
            owner.end(Losses.state(
                    "a setting, of which the new server says: " + error.get().message()));
        } else {
            owner.moved(to, link);
            owner.go();
        }
    }
}
