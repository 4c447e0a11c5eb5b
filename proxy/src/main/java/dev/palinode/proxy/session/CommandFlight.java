package dev.palinode.proxy.session;

import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.footprint.Keep;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.CommandStream;
import dev.palinode.proxy.session.backend.OwnCommands;
import dev.palinode.proxy.session.command.AtEnd;
import dev.palinode.proxy.session.command.BatchCommand;
import dev.palinode.proxy.session.command.StateSigns;
import dev.palinode.proxy.session.failover.StatusQuestion;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The way of one command after the other to the server and of its answer back: through the gate, perhaps in pieces,
 * perhaps with another packet in its place. A command has ended when its answer has and all of it was sent.
 */
final class CommandFlight {
    private static final ErrPacket HELD_TOO_LONG = new ErrPacket(
            1205,
            "HY000",
            "Lock wait timeout exceeded: a schema migration is being completed on this table; try restarting"
                    + " transaction");

    private final Session session;
    private final CommandPhase commands;
    private final BackendLink backend;
    private final ResponseTracker tracker;
    private final CommandStream stream;
    private final GateSession gate;
    private final Relay relay;
    private final OwnCommands own;
    private final Runnable go = this::send;
    private final Runnable refuse = this::refused;

    private boolean answered;
    private boolean entered;
    private int command;
    private final AtEnd atEnd = new AtEnd();
    private boolean waited;
    private @Nullable ByteBuf instead;
    private @Nullable Runnable ifRefused;

    CommandFlight(Session session, CommandPhase commands, BackendLink backend, GateSession gate) {
        this.session = session;
        this.commands = commands;
        this.backend = backend;
        this.tracker = backend.tracker();
        this.stream = new CommandStream(session.input(), backend);
        this.gate = gate;
        this.relay = new Relay(session, commands, this);
        this.own = new OwnCommands(backend, gate, new OwnCommands.Owner() {
            @Override
            public boolean isClosed() {
                return session.isClosed();
            }

            @Override
            public void lost() {
                commands.backendLost();
            }
        });
    }

    /** A command begins with the frame in the input. */
    void begin() {
        beginPart();
        waited = false;
        relay.fresh();
        stream.begin();
        command = session.input().first();
    }

    /** Sends the command in the input, or another in its place, as soon as the gate lets it pass. */
    void sendThroughGate(long touched) {
        entered = true;
        if (StateSigns.mayLock(touched)) {
            session.activity().mayLock();
        }
        if (gate.enter(touched, go, refuse)) {
            send();
        } else {
            waited = true;
            session.activity().atGate(true);
        }
    }

    /** What is to be sent in place of the command, which was dropped, and under which code its answer is read. */
    void replace(ByteBuf packet, int code) {
        instead = packet;
        command = code;
    }

    /** A statement begins that is a part of a command, which was dropped. */
    void beginPart() {
        entered = false;
        answered = false;
        atEnd.clear();
        ifRefused = null;
    }

    /** What is to be done when the answer has ended, before anything else; adds up. */
    void atEnd(Runnable action) {
        atEnd.add(action);
    }

    /** What is to be done if the gate lets the command not pass. */
    void ifRefused(Runnable action) {
        ifRefused = action;
    }

    /** What is to be done when the answer has ended without an error. */
    void onSuccess(Runnable action) {
        if (action != Route.NOTHING) {
            atEnd(() -> {
                if (!tracker.failed()) {
                    action.run();
                }
            });
        }
    }

    /** Sends the command in the input, or another in its place, at once. */
    void send() {
        if (session.isClosed()) {
            return;
        }
        session.activity().atGate(false);
        if (waited && !backend.isUp() && startsOver()) {
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

    /** The server has died before anything was sent: the command begins again if all of it is here still. */
    private boolean startsOver() {
        ByteBuf other = instead;
        if (commands.batch().isPresent()
                || (other != null && !commands.passage().kept().isPresent())) {
            return false;
        }
        abandon();
        if (other == null) {
            commands.goOn();
        } else {
            instead = null;
            other.release();
            commands.beginAgain();
        }
        return true;
    }

    /** Sends on what has come meanwhile of a command that is in flight. */
    void sendMore() {
        stream.sendMore();
        if (session.environment().limits().isTooLong(stream.length())) {
            commands.tooLarge(nextSequence());
            return;
        }
        finishIfDone();
    }

    /** Commands of the proxy's own, as parts of the client's. */
    OwnCommands own() {
        return own;
    }

    /** The answer to the command has ended. */
    void answered() {
        if (relay.takesBack()) {
            abandon();
            commands.beginAgain();
            return;
        }
        answered = true;
        if (tracker.failed()) {
            commands.batch().ifPresent(BatchCommand::stop);
        }
        if (!atEnd.run()) {
            commands.passage().carried().hold(Keep.ROUTINE);
        }
        if (tracker.failed()) {
            session.activity().error(tracker.errno());
        }
        Optional<String> schema = tracker.schema();
        if (schema.isPresent()) {
            session.state().setDatabase(schema.filter(name -> !name.isEmpty()));
        }
        finishIfDone();
    }

    /** There was no answer, and there will be none. */
    void backendLost() {
        commands.backendLost();
    }

    /** Nothing of the command is waited for any more. */
    void abandon() {
        atEnd.clear();
        answered = false;
        if (entered) {
            entered = false;
            gate.left(false);
        }
    }

    private void finishIfDone() {
        if (answered && !stream.isSending()) {
            answered = false;
            if (tracker.failed() && session.activity().leavesDoubt(isInTransaction(), tracker.errno())) {
                askStatus(this::over);
            } else {
                over();
            }
        }
    }

    /** Asks the server whether a transaction is open. */
    void askStatus(Runnable then) {
        StatusQuestion.ask(backend, commands.passage()::doubt, session::isClosed, then);
    }

    private void over() {
        if (entered) {
            entered = false;
            gate.left(isInTransaction());
        }
        commands.finish();
    }

    private void refused() {
        entered = false;
        Runnable action = ifRefused;
        if (action != null) {
            ifRefused = null;
            action.run();
        }
        ByteBuf other = instead;
        if (other != null) {
            instead = null;
            other.release();
        } else if (stream.isOneWholeFrame()) {
            commands.dropCommand();
        } else {
            session.failWith(HELD_TOO_LONG, nextSequence());
            return;
        }
        commands.reply(RouteRunner.reply(HELD_TOO_LONG), false);
    }

    boolean isInTransaction() {
        return tracker.hasStatus(ServerStatus.IN_TRANS);
    }

    boolean isOneWholeFrame() {
        return stream.isOneWholeFrame();
    }

    /** Whether what the client sends now belongs to the command. */
    boolean wantsMore() {
        return stream.wantsMore();
    }

    /** A packet has been sent to the client before the answer. */
    void sentBefore() {
        stream.sentBefore();
    }

    /** The sequence id of an error in place of the rest of the answer; empty in the middle of a packet. */
    OptionalInt errorSequence() {
        return relay.hasBegun() && !tracker.wantsFile() ? backend.errorSequence() : OptionalInt.of(nextSequence());
    }

    /** The sequence id of the answer's first packet. */
    int nextSequence() {
        return stream.nextSequence();
    }
}
