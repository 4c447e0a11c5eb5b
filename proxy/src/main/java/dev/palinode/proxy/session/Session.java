package dev.palinode.proxy.session;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.intercept.SessionState;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client and its backend connection, both on one event loop, to which everything here is confined unless it says
 * otherwise. The session lives in one phase at a time: it logs in, and then it takes commands.
 */
public final class Session implements BackendLink.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** How long a client may take to read what was written to it before it was closed. */
    private static final int LAST_WORDS_SECONDS = 5;

    /** What a session is about. */
    interface Phase {
        /** There may be frames to take from the input. */
        void received();

        /** Whether bytes from the client have to wait. */
        boolean holdsInput();

        /** Whether the session could be closed without cutting anything off. */
        boolean isIdle();

        /** Whether the client has not logged in yet. */
        boolean isLogin();

        /** The sequence id that a packet to the client would have now. */
        int nextSequence();
    }

    private final SessionEnvironment environment;
    private final Channel client;
    private final int id;
    private final FrameDecoder input = new FrameDecoder();
    private Phase phase;
    private SessionState state;
    private Optional<Login> account = Optional.empty();
    private Optional<Tablet> tablet = Optional.empty();
    private @Nullable BackendLink backend;
    private @Nullable GateSession gate;
    private boolean closed;
    private boolean closing;

    Session(SessionEnvironment environment, Channel client, int id) {
        this.environment = environment;
        this.client = client;
        this.id = id;
        this.state = new SessionState(environment.defaultStrategy());
        this.phase = new LoginPhase(this);
    }

    SessionEnvironment environment() {
        return environment;
    }

    /** The connection id in the greeting. Safe for many threads. */
    int id() {
        return id;
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
        return state;
    }

    /** Forgets what was set, as the server does at COM_RESET_CONNECTION; the database stays. */
    void resetState() {
        state = state.afterReset(environment.defaultStrategy());
    }

    Login account() {
        return account.orElseThrow();
    }

    /** Where the backend connection leads. */
    Optional<Tablet> tablet() {
        return tablet;
    }

    Optional<BackendLink> backend() {
        return Optional.ofNullable(backend);
    }

    boolean isClosed() {
        return closed;
    }

    boolean hasLoggedIn() {
        return !phase.isLogin();
    }

    int nextSequence() {
        return phase.nextSequence();
    }

    void start() {
        ((LoginPhase) phase).greet();
    }

    void setPhase(Phase next) {
        phase = next;
    }

    /** The client and the backend connection are logged in. */
    void loggedIn(Login as, Tablet to, BackendLink link, String database, int sequence) {
        leaveBackend();
        account = Optional.of(as);
        tablet = Optional.of(to);
        backend = link;
        link.attach(this);
        state = new SessionState(environment.defaultStrategy());
        state.setDatabase(Optional.of(database).filter(name -> !name.isEmpty()));
        GateSession opened = environment.gates().open(loop(), () -> describe(as));
        gate = opened;
        phase = new CommandPhase(this, link, opened);
        send(Packets.of(client.alloc(), sequence, link.welcome().toArray()));
        received();
    }

    private String describe(Login as) {
        return "client session " + id + " of " + as.user() + " from " + client.remoteAddress();
    }

    private void leaveBackend() {
        BackendLink left = backend;
        if (left != null) {
            left.quit();
        }
        GateSession entered = gate;
        if (entered != null) {
            entered.close();
        }
    }

    /** The bytes that the client and the proxy agreed on. */
    int capabilities() {
        BackendLink link = backend;
        return link == null ? 0 : link.capabilities();
    }

    boolean deprecatesEof() {
        return Capability.has(capabilities(), Capability.DEPRECATE_EOF);
    }

    void feed(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        input.feed(client.alloc(), bytes);
        received();
    }

    private void received() {
        phase.received();
        updateReads();
        if (closing && phase.isIdle()) {
            close();
        }
    }

    /** Something has ended: takes what has come meanwhile. */
    void resume() {
        if (!closed) {
            received();
            client.flush();
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
        Channels.writeAndFlush(client, packet);
    }

    /** Sends an error as the last thing and closes. */
    void failWith(ErrPacket error, int sequence) {
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
        LOG.debug("session {} lost its backend connection while idle", id);
    }

    @Override
    public void outOfStep() {
        close();
    }

    /** Closes once the running command is answered. Safe for many threads. */
    public void closeWhenIdle() {
        loop().execute(() -> {
            closing = true;
            if (phase.isIdle()) {
                close();
            }
        });
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
        input.release();
        GateSession entered = gate;
        if (entered != null) {
            entered.close();
        }
        BackendLink link = backend;
        if (link != null) {
            if (phase.isIdle()) {
                link.quit();
            } else {
                link.close();
            }
        }
        Channels.closeAfter(client, client.alloc().buffer(0));
        if (client.isOpen()) {
            Future<?> limit = loop().schedule(() -> Channels.close(client), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            client.closeFuture().addListener(done -> limit.cancel(false));
        }
    }
}
