package dev.palinode.proxy.session;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.intercept.SessionState;
import dev.palinode.proxy.session.activity.Activity;
import dev.palinode.proxy.session.activity.Identity;
import dev.palinode.proxy.session.activity.SessionRow;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.session.backend.SessionTerms;
import dev.palinode.proxy.session.command.Phase;
import dev.palinode.proxy.session.failover.Passage;
import dev.palinode.proxy.session.place.Place;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client and its backend connection, both on one event loop, to which everything here is confined unless it says
 * otherwise. The session lives in one phase at a time: it logs in, and then it takes commands.
 */
public final class Session implements BackendLink.Owner {
    private final SessionEnvironment environment;
    private final Channel client;
    private final Identity identity;
    private final FrameDecoder input = new FrameDecoder();
    private final Activity activity;
    private final Ending ending = new Ending(this);
    private Phase phase;
    private @Nullable BackendLink backend;
    private @Nullable Crossing crossing;
    private boolean closed;

    Session(SessionEnvironment environment, Channel client, int id) {
        this.environment = environment;
        this.client = client;
        this.identity = new Identity(id, client, environment.defaultStrategy());
        this.activity = new Activity(environment.metrics(), environment.accessLog(), identity);
        this.phase = new LoginPhase(this);
    }

    SessionEnvironment environment() {
        return environment;
    }

    /** The connection id in the greeting. Safe for many threads. */
    int id() {
        return identity.id();
    }

    Channel client() {
        return client;
    }

    /** Safe for many threads. */
    EventLoop loop() {
        return client.eventLoop();
    }

    FrameDecoder input() {
        return input;
    }

    SessionState state() {
        return identity.state();
    }

    Activity activity() {
        return activity;
    }

    Phase phase() {
        return phase;
    }

    /** Forgets what was set, as the server does at COM_RESET_CONNECTION; the database stays. */
    void resetState() {
        identity.resetState();
        activity.reset();
        passage().ifPresent(way -> way.carried().clear());
    }

    Identity identity() {
        return identity;
    }

    Optional<BackendLink> backend() {
        return Optional.ofNullable(backend);
    }

    boolean isClosed() {
        return closed;
    }

    void start() {
        ((LoginPhase) phase).greet();
    }

    void setPhase(Phase next) {
        phase = next;
    }

    /** The client and the backend connection are logged in. */
    void loggedIn(Account as, Place place, Tablet to, BackendLink link, SessionTerms terms, int sequence) {
        leaveBackend();
        identity.loggedIn(as, to, link.greeting().connectionId(), terms.database());
        use(link);
        activity.loggedIn();
        Crossing begun = new Crossing(this, as, place, terms);
        crossing = begun;
        phase = new CommandPhase(this, link, begun);
        send(Packets.of(client.alloc(), sequence, link.welcome().toArray()));
        environment.limits().idleTimeout().ifPresent(ending::limitSilence);
        resume();
    }

    /** The session goes on at another server. */
    void moved(Tablet to, BackendLink link) {
        environment.registry().unbind(this);
        backend().ifPresent(BackendLink::quit);
        identity.moved(to, link.greeting().connectionId());
        use(link);
        phase = ((CommandPhase) phase).on(link);
    }

    private void use(BackendLink link) {
        backend = link;
        link.attach(this);
        environment.registry().bind(this);
    }

    private void leaveBackend() {
        environment.registry().unbind(this);
        backend().ifPresent(BackendLink::quit);
        leaveGate();
    }

    private void leaveGate() {
        Crossing entered = crossing;
        if (entered != null) {
            entered.close();
        }
    }

    /** The way to the primary, once there is a connection to it. */
    Optional<Passage> passage() {
        return Optional.ofNullable(crossing).map(Crossing::passage);
    }

    /** The bytes that the client and the proxy agreed on. */
    long capabilities() {
        BackendLink link = backend;
        return link == null ? 0 : link.capabilities();
    }

    boolean noBackslashEscapes() {
        return backend()
                .filter(link -> link.tracker().hasStatus(ServerStatus.NO_BACKSLASH_ESCAPES))
                .isPresent();
    }

    void feed(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        activity.received(bytes.readableBytes());
        input.feed(client.alloc(), bytes);
        received();
    }

    private void received() {
        phase.received();
        updateReads();
        ending.closeIfDrained();
    }

    /**
     * Something has ended: takes what has come meanwhile. What is wrong with it is the client's fault, and not that of
     * the event that has ended something, which may be the backend's.
     */
    void resume() {
        if (closed) {
            return;
        }
        try {
            received();
            client.flush();
        } catch (WireException | IndexOutOfBoundsException e) {
            client.pipeline().fireExceptionCaught(e);
        }
    }

    /** Stops and starts reading at both ends, each by what the other can take. */
    void updateReads() {
        if (closed) {
            return;
        }
        BackendLink link = backend;
        boolean held = input.hasMore() && phase.holdsInput();
        client.config().setAutoRead(!held && (link == null || link.isWritable()));
        if (link != null) {
            link.setReading(client.isWritable());
        }
    }

    /** Sends a packet of our own. */
    void send(ByteBuf packet) {
        activity.sent(packet.readableBytes());
        Channels.writeAndFlush(client, packet);
    }

    /** Sends an error as the last thing and closes. */
    void failWith(ErrPacket error, int sequence) {
        activity.error(error.errno());
        lastWord(error.toFrame(client.alloc(), sequence));
    }

    /** Sends a packet as the last thing and closes. */
    void lastWord(ByteBuf packet) {
        send(packet);
        close();
    }

    @Override
    public void readComplete() {
        client.flush();
    }

    @Override
    public void writabilityChanged() {
        updateReads();
    }

    @Override
    public void lostWhileIdle() {
        Optional<ErrPacket> farewell = backend().flatMap(BackendLink::farewell);
        if (!Crossing.outlives(farewell) || passage().filter(Passage::canMove).isEmpty()) {
            ending.backendGone(farewell);
        }
    }

    @Override
    public void outOfStep() {
        close();
    }

    /** What is told of the session. */
    SessionRow row() {
        return identity.row(
                activity.snapshot(phase.isInTransaction(), phase.preparedStatements(), noBackslashEscapes()));
    }

    /** Closes once the running command is answered and its transaction ended. Safe for many threads. */
    public void closeWhenIdle() {
        loop().execute(ending::drain);
    }

    /** Closes at once, with an error where one can be said. Safe for many threads. */
    public void shutDown() {
        loop().execute(ending::shutDown);
    }

    /** Closes at once. Safe for many threads. */
    public void closeNow() {
        loop().execute(this::close);
    }

    /** Closes both connections; what was written to the client is still sent. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        environment.registry().remove(this);
        if (activity.isRunning()) {
            activity.end(false, false);
        }
        input.release();
        leaveGate();
        backend().ifPresent(phase.isIdle() ? BackendLink::quit : BackendLink::close);
        ending.closeClient();
    }
}
