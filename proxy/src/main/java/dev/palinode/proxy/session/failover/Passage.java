package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.BackendException;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Optional;

/**
 * The way of one session's commands to the primary of the moment. Before a command begins it waits while the shard is held,
 * and if the session's server is not the primary any more, the session gets a connection to the one that is. Confined to the
 * session's event loop.
 */
public final class Passage {
    /** The session. */
    public interface Owner {
        EventLoop loop();

        boolean isClosed();

        /** The connection, up or not, and where it leads. */
        BackendLink link();

        Tablet tablet();

        /** The log-in of a connection that is to stand in for the present one. */
        BackendLogin.Request request();

        /** Whether the client may send several statements in one text. */
        boolean takesSeveralStatements();

        /** What the session has, apart from what its statements left, that cannot be taken to another server, in words. */
        Optional<String> obstacle();

        /** The session has this connection from now on. */
        void moved(Tablet to, BackendLink link);

        /** Tries again to begin the command that waits. */
        void go();

        /** Answers the command that waits. */
        void refuse(ErrPacket error);

        /** Answers it, and ends the session. */
        void end(ErrPacket error);
    }

    private final Owner owner;
    private final Topology topology;
    private final BackendConnector connector;
    private final ShardBuffer buffer;
    private final GateSession gate;
    private final Carried carried = new Carried();

    /** A session that asked for a replica stays there, whoever is the primary, for as long as its connection lasts. */
    private final boolean onReplica;

    private ByteBuf kept = Unpooled.EMPTY_BUFFER;
    private boolean entered;
    private boolean begun;
    private long since;

    public Passage(Owner owner, Topology topology, BackendConnector connector, ShardBuffer buffer, GateSession gate) {
        this.owner = owner;
        this.topology = topology;
        this.connector = connector;
        this.buffer = buffer;
        this.gate = gate;
        this.onReplica = owner.tablet().type() != TabletType.PRIMARY;
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
        if (onReplica && owner.link().isUp()) {
            return true;
        }
        if (!begun) {
            begun = true;
            since = System.nanoTime();
        }
        if (!entered && !gate.enter(IdentifierFilter.EVERYTHING, this::admitted, this::heldTooLong)) {
            buffer.counts().buffered();
            return false;
        }
        entered = true;
        return isAtPrimary() || !leaveFor();
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
        buffer.counts().drained();
        owner.go();
    }

    private void heldTooLong() {
        buffer.counts().evicted();
        refuse(Losses.HELD_TOO_LONG);
    }

    private boolean isAtPrimary() {
        BackendLink link = owner.link();
        if (!link.isUp()) {
            return false;
        }
        Tablet primary = topology.primary();
        return primary == owner.tablet()
                || primary.address().equals(owner.tablet().address())
                || link.tracker().hasStatus(ServerStatus.IN_TRANS_READONLY);
    }

    /** Always true: the command waits, or was answered. */
    private boolean leaveFor() {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            owner.end(Losses.state(obstacle.get()));
        } else if (isInTransaction()) {
            forgetTransaction();
            refuse(Losses.TRANSACTION);
        } else {
            Move.begin(this, topology.primary());
        }
        return true;
    }

    private boolean isInTransaction() {
        return owner.link().tracker().hasStatus(ServerStatus.IN_TRANS);
    }

    /** The transaction ends with its connection. */
    public void forgetTransaction() {
        BackendLink link = owner.link();
        link.tracker().setStatus(link.tracker().status() & ~(ServerStatus.IN_TRANS | ServerStatus.IN_TRANS_READONLY));
        link.close();
    }

    Owner owner() {
        return owner;
    }

    Future<BackendLink> open(Tablet to) {
        return connector.open(owner.loop(), to, owner.request());
    }

    /** There is no connection to the primary: waits for one if that makes sense. */
    void failed(Tablet to, Throwable cause) {
        if (BackendException.isUnreachable(cause) && waits(to)) {
            leave();
            owner.go();
        } else {
            refuse(BackendException.errorOf(cause));
        }
    }

    void refuse(ErrPacket error) {
        leave();
        begun = false;
        owner.refuse(error);
    }

    /** Whether to try again once there is a primary; then nothing may begin until that. */
    private boolean waits(Tablet lost) {
        return System.nanoTime() - since < buffer.window().toNanos()
                && (!topology.primary().address().equals(lost.address())
                        || buffer.primaryLost(new PrimaryCheck(topology, connector, owner.loop(), lost)));
    }

    /**
     * The server has refused a change because it takes none. Whether the command is to begin again, since it is known not
     * to have been executed.
     */
    public boolean beginsAgain() {
        return canMove() && kept.isReadable() && waits(owner.tablet());
    }

    /** Keeps the command's frame until it ends, in case that it has to begin again; takes over the buffer. */
    public void keep(ByteBuf frame) {
        kept = frame;
    }

    /** Gives the kept command away. */
    public ByteBuf takeKept() {
        ByteBuf frame = kept;
        kept = Unpooled.EMPTY_BUFFER;
        return frame;
    }

    private void dropKept() {
        if (kept.isReadable()) {
            takeKept().release();
        }
    }

    /** What is done now is not the server's: a change of the primary need not wait for it. */
    public void leave() {
        entered = false;
        gate.left(false);
    }

    /** A command was answered. */
    public void ended(boolean inTransaction) {
        begun = false;
        dropKept();
        if (!inTransaction) {
            carried.transactionEnded();
        }
        entered = false;
        gate.left(inTransaction);
    }

    /** The session is gone. */
    public void close() {
        dropKept();
        gate.close();
    }
}
