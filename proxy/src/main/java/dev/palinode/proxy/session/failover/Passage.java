package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.BackendException;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.place.Heading;
import dev.palinode.proxy.session.place.Place;
import dev.palinode.proxy.session.place.Refusals;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The way of one session's commands to the primary of the moment. Before a command begins it waits while the shard is held,
 * and if the session's server is not the primary any more, the session gets a connection to the one that is. Confined to the
 * session's event loop.
 */
public final class Passage {
    private final Traveller owner;
    private final BackendConnector connector;
    private final Supplier<String> describe;
    private final Carried carried = new Carried();
    private final KeptCommand kept = new KeptCommand();

    private Place place;
    private GateSession gate;
    private Optional<Patience> patience = Optional.empty();
    private boolean entered;
    private boolean begun;
    private boolean doubtful;
    private long since;

    /**
     * From a log-in on.
     *
     * @param describe names the session for people
     */
    public Passage(Traveller owner, Place place, BackendConnector connector, Supplier<String> describe) {
        this.owner = owner;
        this.place = place;
        this.connector = connector;
        this.describe = describe;
        this.gate = buffer().newSession(owner.loop(), describe);
    }

    private ShardBuffer buffer() {
        return place.cluster().buffer();
    }

    private Topology topology() {
        return place.cluster().topology();
    }

    /** Where the session is. */
    public Place place() {
        return place;
    }

    /** The session has a connection there. */
    void arrived(Place at) {
        if (!at.cluster().equals(place.cluster())) {
            gate.close();
            entered = false;
            gate = at.cluster().buffer().newSession(owner.loop(), describe);
        }
        place = at;
    }

    /** What the session would take with it. */
    public Carried carried() {
        return carried;
    }

    /** Whether the command that begins has begun before, and has waited since. */
    public boolean isAgain() {
        return begun;
    }

    /**
     * A command is about to begin.
     *
     * @return false if it has to wait, or was answered; the owner is told how it goes on
     */
    public boolean enter() {
        if (!place.isPrimary() && isInPlace()) {
            return true;
        }
        begun();
        if (!place.isPrimary()) {
            return !leaveFor();
        }
        if (!entered && !gate.enter(IdentifierFilter.EVERYTHING, this::admitted, this::heldTooLong)) {
            buffer().counts().buffered();
            return false;
        }
        entered = true;
        // What would begin now would begin at a server in whose place another one was promoted.
        boolean outdated = topology().primaryIsOutdated() && !isInTransaction();
        return outdated ? !waitsOr(Losses.OUTDATED, Optional.of(topology().primary())) : isInPlace() || !leaveFor();
    }

    /** What the command that begins waits for counts from now on; it is the same one when it begins again. */
    public void begun() {
        if (!begun) {
            begun = true;
            since = System.nanoTime();
        }
    }

    /** Whether the session cannot leave its connection just now: it is in a transaction, or holds something. */
    public boolean isTied() {
        return owner.link().isUp() && (isInTransaction() || !canMove());
    }

    /**
     * A command is about to begin that wants to go somewhere.
     *
     * @return whether it waits for that, or was answered; the owner is told how it goes on
     */
    public boolean turns(Heading heading) {
        Optional<ErrPacket> refusal = heading.refusal();
        Optional<Place> to = heading.place().filter(wanted -> !wanted.equals(place));
        if (refusal.isEmpty() && (to.isEmpty() || (!owner.link().isUp() && isInTransaction()))) {
            return false;
        }
        begun();
        if (entered) {
            leave();
        }
        Optional<ErrPacket> no = refusal.or(() -> to.flatMap(this::whyNot));
        no.ifPresentOrElse(this::refuse, () -> Move.begin(this, to.orElseThrow(), heading.schema(), Set.of()));
        return true;
    }

    private Optional<ErrPacket> whyNot(Place to) {
        return isInTransaction()
                ? Optional.of(Refusals.inTransaction(place, to))
                : obstacle().map(held -> Refusals.holding(held, to));
    }

    /** Whether the session could go on at another server. */
    public boolean canMove() {
        return obstacle().isEmpty();
    }

    private Optional<String> obstacle() {
        return owner.obstacle().or(carried::obstacle);
    }

    private void admitted() {
        entered = true;
        buffer().counts().drained();
        owner.go();
    }

    private void heldTooLong() {
        buffer().counts().evicted();
        refuse(Losses.HELD_TOO_LONG);
    }

    private boolean isInPlace() {
        BackendLink link = owner.link();
        if (!link.isUp()) {
            return false;
        }
        return place.admits(owner.tablet()) || link.tracker().hasStatus(ServerStatus.IN_TRANS_READONLY);
    }

    /** Always true: the command waits, or was answered. */
    private boolean leaveFor() {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            owner.end(Losses.state(obstacle.get()));
        } else if (isInTransaction()) {
            ErrPacket loss = doubtful ? Losses.DOUBT : Losses.TRANSACTION;
            forgetTransaction();
            refuse(loss);
        } else {
            Move.begin(this, place, owner.schema(), Set.of());
        }
        return true;
    }

    private boolean isInTransaction() {
        return owner.link().tracker().hasStatus(ServerStatus.IN_TRANS);
    }

    /** The connection was lost behind an error, before the server could say whether the transaction is still open. */
    public void doubt() {
        doubtful = isInTransaction();
    }

    /** The transaction ends with its connection. */
    public void forgetTransaction() {
        doubtful = false;
        BackendLink link = owner.link();
        link.tracker().setStatus(link.tracker().status() & ~(ServerStatus.IN_TRANS | ServerStatus.IN_TRANS_READONLY));
        link.close();
    }

    Traveller owner() {
        return owner;
    }

    Future<BackendLink> open(Tablet to, Optional<String> schema) {
        return connector.open(owner.loop(), to, owner.request(schema));
    }

    /** There is no connection to the primary of another place: waits for one, once, if that makes sense. */
    void failed(Place at, Tablet to, Throwable cause) {
        if (at.equals(place)) {
            failed(to, cause);
            return;
        }
        Patience waiting =
                patience.orElseGet(() -> new Patience(owner.loop(), at.cluster(), connector, owner::isClosed));
        patience = Optional.of(waiting);
        if (!BackendException.isUnreachable(cause) || !waiting.waits(to, owner::go)) {
            refuse(BackendException.errorOf(cause));
        }
    }

    /** There is no connection to the primary: waits for one if that makes sense. */
    private void failed(Tablet to, Throwable cause) {
        waitsOr(
                BackendException.errorOf(cause),
                BackendException.isUnreachable(cause) ? Optional.of(to) : Optional.empty());
    }

    /** Always true: the command waits, or was answered. */
    private boolean waitsOr(ErrPacket error, Optional<Tablet> lost) {
        if (lost.filter(this::waits).isPresent()) {
            leave();
            owner.go();
        } else {
            refuse(error);
        }
        return true;
    }

    void refuse(ErrPacket error) {
        leave();
        begun = false;
        patience = Optional.empty();
        owner.refuse(error);
    }

    /** Whether to try again once there is a primary; then nothing may begin until that. */
    private boolean waits(Tablet lost) {
        return System.nanoTime() - since < buffer().window().toNanos()
                && (!topology().primary().address().equals(lost.address())
                        || buffer().primaryLost(new PrimaryCheck(topology(), connector, owner.loop(), lost)));
    }

    /**
     * The server has refused a change because it takes none. Whether the command is to begin again, since it is known not
     * to have been executed.
     */
    public boolean beginsAgain() {
        return place.isPrimary() && canMove() && kept.isPresent() && waits(owner.tablet());
    }

    /** The command that runs, if it may have to begin again. */
    public KeptCommand kept() {
        return kept;
    }

    /** What is done now is not the server's: a change of the primary need not wait for it. */
    public void leave() {
        entered = false;
        gate.left(isInTransaction());
    }

    /** A command was answered. */
    public void ended(boolean inTransaction) {
        begun = false;
        patience = Optional.empty();
        kept.drop();
        if (!inTransaction) {
            carried.transactionEnded();
        }
        entered = false;
        gate.left(inTransaction);
    }

    /** The session is gone. */
    public void close() {
        kept.drop();
        gate.close();
    }
}
