package dev.palinode.proxy.session;

import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.intercept.Reply;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.command.CommandFrame;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.login.ChangeUserPacket;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A logged-in client's commands, one at a time: each is sent on as it came, or answered here. What comes meanwhile stays
 * in the input, which is not read any further. The way of one command is its {@link CommandFlight}.
 */
final class CommandPhase implements Session.Phase {
    private static final ErrPacket BACKEND_LOST =
            new ErrPacket(2013, "08S01", "The proxy lost its connection to the server during the query");
    private static final ErrPacket BACKEND_GONE =
            new ErrPacket(2006, "08S01", "The proxy lost its connection to the server while the session was idle");

    private final Session session;
    private final FrameDecoder input;
    private final BackendLink backend;
    private final ResponseTracker tracker;
    private final CommandFlight flight;
    private final QueryCommands queries;
    private final StatementCommands statements;

    private boolean pumping;
    private boolean busy;

    CommandPhase(Session session, BackendLink backend, GateSession gate) {
        this.session = session;
        this.input = session.input();
        this.backend = backend;
        this.tracker = backend.tracker();
        this.flight = new CommandFlight(session, this, backend, gate);
        RouteRunner routes = new RouteRunner(session, this, flight);
        this.queries = new QueryCommands(session, this, flight, routes);
        this.statements = new StatementCommands(session, this, flight, routes);
    }

    @Override
    public void received() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            if (busy) {
                flight.sendMore();
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
        flight.begin();
        int command = input.first();
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
                flight.atEnd(this::resetConnection);
                flight.sendThroughGate(0);
            }
            case RELAYED -> flight.send();
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
        ChangeUserPacket packet = ChangeUserPacket.read(payload, session.clientFlags());
        dropCommand();
        LoginPhase again = new LoginPhase(session);
        session.setPhase(again);
        again.changeUser(packet, session.clientFlags(), nextSequence() - 1);
    }

    /** Takes the command out of the input; it is answered here. */
    void dropCommand() {
        if (!flight.isOneWholeFrame()) {
            throw new WireException("a command of the proxy's own that is longer than a packet");
        }
        input.accept();
        input.dropRun();
    }

    /** The command is over, answered or not; takes the next. */
    void finish() {
        busy = false;
        if (!pumping) {
            session.resume();
        }
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

    @Override
    public boolean holdsInput() {
        return busy && !flight.wantsMore();
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
        return flight.nextSequence();
    }
}
