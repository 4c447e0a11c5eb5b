package dev.palinode.proxy.session;

import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.intercept.Reply;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.CommandStream;
import dev.palinode.proxy.session.backend.Swallow;
import dev.palinode.proxy.session.command.CommandFrame;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.login.ChangeUserPacket;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A logged-in client's commands, one at a time: each is sent on as it came, or answered here. What comes meanwhile stays
 * in the input, which is not read any further.
 *
 * <p>A command is {@link #begin begun}, perhaps waits at the gate, is sent, perhaps in pieces, and has ended when its
 * answer has and all of it was sent.
 */
final class CommandPhase implements Session.Phase {
    private static final ErrPacket BACKEND_LOST =
            new ErrPacket(2013, "08S01", "The proxy lost its connection to the server during the query");
    private static final ErrPacket BACKEND_GONE =
            new ErrPacket(2006, "08S01", "The proxy lost its connection to the server while the session was idle");
    private static final ErrPacket HELD_TOO_LONG = new ErrPacket(
            1205,
            "HY000",
            "Lock wait timeout exceeded: a schema migration is being completed on this table; try restarting transaction");

    private final Session session;
    private final FrameDecoder input;
    private final BackendLink backend;
    private final ResponseTracker tracker;
    private final CommandStream stream;
    private final GateSession gate;
    private final Relay relay;
    private final QueryCommands queries;
    private final StatementCommands statements;
    private final Runnable go = this::send;
    private final Runnable refuse = this::refused;

    private boolean pumping;
    private boolean busy;
    private boolean answered;
    private boolean entered;
    private int command;
    private @Nullable ByteBuf instead;
    private @Nullable Runnable effect;

    CommandPhase(Session session, BackendLink backend, GateSession gate) {
        this.session = session;
        this.input = session.input();
        this.backend = backend;
        this.tracker = backend.tracker();
        this.stream = new CommandStream(input, backend);
        this.gate = gate;
        this.relay = new Relay(session, this);
        RouteRunner routes = new RouteRunner(session, this);
        this.queries = new QueryCommands(session, this, routes);
        this.statements = new StatementCommands(session, this, routes);
    }

    @Override
    public void received() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            if (busy) {
                stream.sendMore();
                finishIfDone();
            }
            while (!busy && !session.isClosed() && input.next() && CommandFrame.isReady(input)) {
                begin();
            }
        } finally {
            pumping = false;
        }
    }

    private void begin() {
        busy = true;
        entered = false;
        answered = false;
        effect = null;
        stream.begin();
        command = input.first();
        if (!backend.isUp()) {
            session.failWith(backend.farewell().orElse(BACKEND_GONE), nextSequence());
            return;
        }
        switch (CommandFrame.kind(command)) {
            case QUERY -> queries.query();
            case INIT_DB -> queries.initDb();
            case KILL -> queries.processKill();
            case STATEMENT -> statements.begin(command);
            case CHANGE_USER -> changeUser();
            case QUIT -> {
                busy = false;
                session.close();
            }
            case RESET -> {
                effect = this::resetConnection;
                sendThroughGate(0);
            }
            case RELAYED -> send();
            case REFUSED -> {
                dropCommand();
                reply(CommandFrame.refusal(command), false);
            }
        }
    }

    private void resetConnection() {
        if (!tracker.failed()) {
            session.resetState();
            statements.forgetAll();
        }
    }

    private void changeUser() {
        ByteBuf payload = input.buffer().slice(input.payload(), input.length());
        ChangeUserPacket packet = ChangeUserPacket.read(payload, session.capabilities());
        dropCommand();
        LoginPhase again = new LoginPhase(session);
        session.setPhase(again);
        again.changeUser(packet, session.capabilities(), nextSequence() - 1);
    }

    /** Sends the command in the input, or another in its place, as soon as the gate lets it pass. */
    void sendThroughGate(long touched) {
        entered = true;
        if (gate.enter(touched, go, refuse)) {
            send();
        }
    }

    /** What is to be sent in place of the command, which was dropped, and under which code its answer is read. */
    void replace(ByteBuf packet, int code) {
        instead = packet;
        command = code;
    }

    /** What is to be done when the answer has ended, before anything else. */
    void atEnd(Runnable action) {
        effect = action;
    }

    /** Takes the command out of the input; it is answered here. */
    void dropCommand() {
        if (!stream.isOneWholeFrame()) {
            throw new WireException("a command of the proxy's own that is longer than a packet");
        }
        input.accept();
        input.dropRun();
    }

    private void send() {
        if (session.isClosed()) {
            return;
        }
        ByteBuf other = instead;
        if (other != null) {
            instead = null;
            backend.send(other, command, relay.fresh());
        } else {
            backend.send(stream.takeFirst(), command, relay.fresh());
        }
        if (!session.isClosed() && tracker.ended()) {
            answered();
        } else if (stream.isSending()) {
            stream.sendMore();
            // The gate may have held the beginning of the command, and with it the reading of the rest.
            session.updateReads();
        }
    }

    /**
     * Sends a command of the proxy's own, as a part of the client's; it touches no table, so that no gate holds it.
     *
     * @param then gets the error, if that was the answer
     */
    void sendOwn(ByteBuf packet, int code, Consumer<Optional<ErrPacket>> then) {
        gate.enter(0, CommandPhase::nothing, CommandPhase::nothing);
        backend.send(packet, code, new Swallow(error -> {
            gate.left(isInTransaction());
            if (session.isClosed()) {
                return;
            }
            if (backend.isUp()) {
                then.accept(error);
            } else {
                backendLost();
            }
        }));
    }

    private static void nothing() {}

    /** The answer to the command has ended. */
    void answered() {
        answered = true;
        Runnable action = effect;
        effect = null;
        if (action != null) {
            action.run();
        }
        tracker.schema()
                .ifPresent(name -> session.state().setDatabase(Optional.of(name).filter(n -> !n.isEmpty())));
        if (entered) {
            entered = false;
            gate.left(isInTransaction());
        }
        finishIfDone();
    }

    private void finishIfDone() {
        if (answered && !stream.isSending()) {
            finish();
        }
    }

    /** The command is over, answered or not; takes the next. */
    void finish() {
        answered = false;
        busy = false;
        if (!pumping) {
            session.resume();
        }
    }

    private void refused() {
        entered = false;
        ByteBuf other = instead;
        if (other != null) {
            instead = null;
            other.release();
        } else if (stream.isOneWholeFrame()) {
            dropCommand();
        } else {
            session.failWith(HELD_TOO_LONG, nextSequence());
            return;
        }
        reply(RouteRunner.reply(HELD_TOO_LONG), false);
    }

    /** Answers the command here. */
    void reply(Reply reply, boolean binary) {
        session.send(Replies.packets(session, reply, binary, nextSequence(), tracker.status()));
        finish();
    }

    /** Forgets a statement at the server, which does not answer to that. */
    void closeAtServer(int statementId) {
        byte[] argument = Unpooled.buffer(4).writeIntLE(statementId).array();
        backend.more(Packets.command(session.client().alloc(), Command.STMT_CLOSE, argument));
    }

    void backendLost() {
        session.failWith(backend.farewell().orElse(BACKEND_LOST), nextSequence());
    }

    BackendLink backend() {
        return backend;
    }

    boolean isInTransaction() {
        return (tracker.status() & ServerStatus.IN_TRANS) != 0;
    }

    @Override
    public boolean holdsInput() {
        return busy && !stream.wantsMore();
    }

    @Override
    public boolean isIdle() {
        return !busy;
    }

    @Override
    public boolean isLogin() {
        return false;
    }

    @Override
    public int nextSequence() {
        return stream.nextSequence();
    }
}
