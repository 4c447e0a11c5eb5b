package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.session.backend.BackendException;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Capture;
import dev.palinode.proxy.session.place.Place;
import dev.palinode.proxy.session.place.Refusals;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A session's way from one server to another: it logs in there, and makes there what it had set here. */
final class Move {
    private static final byte[] LAST_INSERT_ID = "SELECT LAST_INSERT_ID()".getBytes(StandardCharsets.US_ASCII);

    /** As long as a connection may take to come about. */
    private static final long PATIENCE_SECONDS = 5;

    private final Passage passage;
    private final Traveller owner;
    private final Place place;
    private final Tablet to;
    private final Optional<String> schema;
    private final Set<ServerAddress> tried;
    private final boolean turns;
    private final List<Replay.Step> steps = new ArrayList<>();

    private Move(Passage passage, Place place, Tablet to, Optional<String> schema, Set<ServerAddress> tried) {
        this.passage = passage;
        this.owner = passage.owner();
        this.place = place;
        this.to = to;
        this.schema = schema;
        this.tried = tried;
        this.turns = !place.equals(passage.place());
    }

    /**
     * Begins; the passage's owner is told of the end.
     *
     * @param schema which is selected there
     * @param tried servers that did not answer
     */
    static void begin(Passage passage, Place place, Optional<String> schema, Set<ServerAddress> tried) {
        Optional<Tablet> to = place.choose(tried);
        if (to.isEmpty()) {
            passage.refuse(Refusals.noTablet(place));
            return;
        }
        Move move = new Move(passage, place, to.get(), schema, tried);
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
        // A server that has died in silence does not even refuse.
        ScheduledFuture<?> patience = owner.loop()
                .schedule(
                        () -> {
                            old.close();
                            open();
                        },
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS);
        old.send(
                Packets.command(
                        old.allocator(), question.code(), question.argument().toArray()),
                Command.QUERY,
                new Capture(deprecateEof, (rows, error) -> {
                    patience.cancel(false);
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
            passage.open(to, schema).addListener((Future<BackendLink> opened) -> opened(opened));
        }
    }

    private void opened(Future<BackendLink> opened) {
        if (!opened.isSuccess()) {
            if (!owner.isClosed()) {
                failed(opened.cause());
            }
            return;
        }
        BackendLink link = opened.getNow();
        long capabilities = link.capabilities();
        if (owner.isClosed()) {
            link.quit();
        } else if (((capabilities ^ owner.link().capabilities()) & Capability.RELAYED) != 0) {
            link.quit();
            giveUp("capabilities that the server at " + to.address() + " does not have");
        } else {
            if (owner.takesSeveralStatements() != Capability.has(capabilities, Capability.MULTI_STATEMENTS)) {
                steps.add(new Replay.Step(
                        Command.SET_OPTION, Octets.of(new byte[] {owner.takesSeveralStatements() ? 0 : (byte) 1, 0})));
            }
            passage.carried().statements().forEach(text -> steps.add(Replay.Step.query(text, capabilities)));
            steps.addAll(FirstLink.guard(place, capabilities));
            Replay.run(owner.loop(), link, steps, error -> replayed(link, error));
        }
    }

    private void replayed(BackendLink link, Optional<ErrPacket> error) {
        if (owner.isClosed()) {
            link.quit();
        } else if (!link.isUp()) {
            failed(BackendException.lost(to.address()));
        } else if (error.isPresent()) {
            link.quit();
            giveUp("a setting, of which the new server says: " + error.get().message());
        } else {
            passage.arrived(place);
            owner.moved(to, link);
            owner.go();
        }
    }

    /** Of replicas any other one will do. */
    private void failed(Throwable cause) {
        if (place.isPrimary() || !BackendException.isUnreachable(cause)) {
            passage.failed(place, to, cause);
            return;
        }
        Set<ServerAddress> more = new HashSet<>(tried);
        more.add(to.address());
        begin(passage, place, schema, more);
    }

    /** A session that goes elsewhere of its own will stays where it was instead. */
    private void giveUp(String held) {
        if (turns) {
            passage.refuse(Refusals.unfit(place, held));
        } else {
            owner.end(Losses.state(held));
        }
    }
}
