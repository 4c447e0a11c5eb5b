package dev.palinode.proxy.session;

import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.command.BatchCommand;
import dev.palinode.proxy.session.command.CommandFrame;
import dev.palinode.proxy.session.command.Phase;
import dev.palinode.proxy.session.command.PreparedStatements;
import dev.palinode.proxy.session.command.Replies;
import dev.palinode.proxy.session.failover.Passage;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A logged-in client's commands, one at a time: each is sent on as it came, or answered here. What comes meanwhile stays
 * in the input, which is not read any further. The way of one command is its {@link CommandFlight}.
 */
final class CommandPhase implements Phase {
    private static final ErrPacket TOO_LARGE =
            new ErrPacket(1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes");
    private static final ErrPacket OUT_OF_ORDER = new ErrPacket(1156, "08S01", "Got packets out of order");

    private final Session session;
    private final FrameDecoder input;
    private final BackendLink backend;
    private final ResponseTracker tracker;
    private final CommandFlight flight;
    private final QueryCommands queries;
    private final StatementCommands statements;
    private final Crossing crossing;
    private final Passage passage;

    private boolean severalStatements;
    private @Nullable BatchCommand batch;
    private boolean pumping;
    private boolean busy;

    CommandPhase(Session session, BackendLink backend, Crossing crossing) {
        this(session, backend, crossing, new PreparedStatements());
        severalStatements = Capability.has(backend.capabilities(), Capability.MULTI_STATEMENTS);
    }

    private CommandPhase(Session session, BackendLink backend, Crossing crossing, PreparedStatements prepared) {
        this.session = session;
        this.input = session.input();
        this.backend = backend;
        this.tracker = backend.tracker();
        this.crossing = crossing;
        this.passage = crossing.passage();
        this.flight = new CommandFlight(session, this, backend, crossing.tables());
        RouteRunner routes = new RouteRunner(session, this, flight);
        this.queries = new QueryCommands(session, this, flight, routes);
        this.statements = new StatementCommands(session, this, flight, routes, prepared);
    }

    /** The same session at another server. */
    CommandPhase on(BackendLink link) {
        CommandPhase next = new CommandPhase(session, link, crossing, statements.remembered());
        next.severalStatements = severalStatements;
        return next;
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
            while (!busy && !session.isClosed() && input.next()) {
                if (session.environment().limits().isTooLong(input.length())) {
                    tooLarge(input.sequence() + 1 & 0xFF);
                } else if (CommandFrame.isReady(input, statements.remembered())) {
                    begin();
                } else {
                    return;
                }
            }
        } finally {
            pumping = false;
        }
    }

    private void begin() {
        busy = true;
        flight.begin();
        int command = input.first();
        if (!passage.isAgain()) {
            session.activity().begin(command);
        }
        if (input.sequence() != 0) {
            session.failWith(OUT_OF_ORDER, nextSequence());
            return;
        }
        Optional<ErrPacket> farewell = backend.farewell();
        if (!backend.isUp() && farewell.isPresent() && !Crossing.outlives(farewell)) {
            session.failWith(farewell.get(), nextSequence());
        } else if (!CommandFrame.isAnswered(command)) {
            crossing.withoutAnswer(flight, () -> dispatch(command));
        } else if (command == Command.QUIT || queries.isUrgent() || (!crossing.turns() && passage.enter())) {
            dispatch(command);
        }
    }

    /** Tries to begin the command that has waited. */
    void goOn() {
        busy = false;
        session.resume();
    }

    /** The command was refused by a server that takes no changes; it begins again from its first byte. */
    void beginAgain() {
        input.putBack(session.client().alloc(), passage.kept().take());
        passage.leave();
        goOn();
    }

    /** There was no answer, and there will be none. */
    void backendLost() {
        crossing.lost(flight);
    }

    private void dispatch(int command) {
        switch (CommandFrame.kind(command)) {
            case QUERY -> {
                crossing.keep(flight);
                queries.query();
            }
            case INIT_DB -> queries.initDb();
            case KILL -> queries.processKill();
            case STATEMENT -> statements.begin(command);
            case CHANGE_USER -> crossing.changeUser(flight);
            case QUIT -> {
                busy = false;
                session.close();
            }
            case RESET -> crossing.resetConnection(flight, statements.remembered());
            case OPTION -> {
                if (CommandFrame.isLongEnough(input)) {
                    boolean several = input.buffer().getUnsignedShortLE(input.payload() + 1) == 0;
                    flight.onSuccess(() -> severalStatements = several);
                }
                flight.send();
            }
            case RELAYED -> flight.send();
            case REFUSED -> {
                dropCommand();
                reply(CommandFrame.refusal(command), false);
            }
        }
    }

    /** Takes the command out of the input, if it is there still; it is answered here. */
    void dropCommand() {
        if (batch != null) {
            return;
        }
        if (!flight.isOneWholeFrame()) {
            throw new WireException("a command of the proxy's own that is longer than a packet");
        }
        input.accept();
        input.dropRun();
    }

    /** The command is over, answered or not; takes the next. */
    void finish() {
        BatchCommand running = batch;
        if (running != null && running.hasNext() && !session.isClosed()) {
            flight.beginPart();
            queries.part(running.next());
            return;
        }
        batch = null;
        queries.ended();
        busy = false;
        passage.ended(isInTransaction());
        session.activity().end(isInTransaction(), session.noBackslashEscapes());
        if (!pumping) {
            session.resume();
        }
    }

    /** Runs several statements one after the other as one command. */
    void run(BatchCommand several) {
        batch = several;
        finish();
    }

    /** The statements of which one is running, if the command holds several that are run one after the other. */
    Optional<BatchCommand> batch() {
        return Optional.ofNullable(batch);
    }

    /** Whether the client may send several statements in one text. */
    boolean takesSeveralStatements() {
        return severalStatements;
    }

    /** Answers the command, or the part of it that is running, here. */
    void reply(Reply reply, boolean binary) {
        if (reply instanceof Reply.Err error) {
            session.activity().error(error.errno());
        }
        BatchCommand running = batch;
        if (running != null) {
            session.send(running.join(session.client().alloc(), reply));
            finish();
            return;
        }
        session.send(Replies.packets(
                session.client().alloc(), session.capabilities(), reply, binary, nextSequence(), tracker.status()));
        finish();
    }

    /** Forgets a statement at the server, which does not answer to that. */
    void closeAtServer(int statementId) {
        byte[] argument = Unpooled.buffer(4).writeIntLE(statementId).array();
        backend.more(Packets.command(session.client().alloc(), Command.STMT_CLOSE, argument));
    }

    /** The client sends more than it may. */
    void tooLarge(int sequence) {
        session.failWith(TOO_LARGE, sequence);
    }

    boolean deprecatesEof() {
        return Capability.has(session.capabilities(), Capability.DEPRECATE_EOF);
    }

    /** Whether the command in the input can be refused; a statement that is refused to be prepared is no last one. */
    boolean takesRefusal() {
        if (input.first() == Command.STMT_PREPARE) {
            statements.remembered().refused();
        }
        return flight.isOneWholeFrame();
    }

    Passage passage() {
        return passage;
    }

    Crossing crossing() {
        return crossing;
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
    public boolean isInTransaction() {
        return flight.isInTransaction();
    }

    @Override
    public int preparedStatements() {
        return statements.remembered().size();
    }

    @Override
    public OptionalInt errorSequence() {
        return busy ? flight.errorSequence() : OptionalInt.of(0);
    }

    @Override
    public int nextSequence() {
        BatchCommand running = batch;
        return running == null ? flight.nextSequence() : running.nextSequence();
    }
}
