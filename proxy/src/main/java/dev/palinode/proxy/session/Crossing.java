package dev.palinode.proxy.session;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.listen.ClientAddress;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.SessionTerms;
import dev.palinode.proxy.session.command.PreparedStatements;
import dev.palinode.proxy.session.command.PreparedStatements.Trace;
import dev.palinode.proxy.session.command.StateSigns;
import dev.palinode.proxy.session.failover.FirstLink;
import dev.palinode.proxy.session.failover.Losses;
import dev.palinode.proxy.session.failover.Passage;
import dev.palinode.proxy.session.failover.Traveller;
import dev.palinode.proxy.session.place.Helm;
import dev.palinode.proxy.session.place.Place;
import dev.palinode.proxy.session.place.ReadableText;
import dev.palinode.proxy.session.place.Target;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.WireStrings.Statement;
import dev.palinode.proxy.wire.login.ChangeUserPacket;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.OptionalInt;

/** A session as its {@link Passage} sees it, from one log-in to the next. */
final class Crossing implements Traveller {
    private static final int SHUTDOWN = 1053;

    /** Bytes of a command that are kept while it runs. */
    private static final int MAX_KEPT = 1 << 20;

    private final Session session;
    private final Account account;
    private final SessionTerms terms;
    private final Passage passage;
    private final Helm helm;
    private GateSession tables;

    Crossing(Session session, Account account, Place place, SessionTerms terms) {
        this.session = session;
        this.account = account;
        this.terms = terms;
        SessionEnvironment environment = session.environment();
        this.passage = new Passage(this, place, environment.connector(), session.identity()::describe);
        this.helm = new Helm(environment.keyspaces(), place, passage::isTied);
        helm.settle(place, session.state());
        this.tables = enter(place);
    }

    private GateSession enter(Place place) {
        return place.cluster().gates().open(session.loop(), session.identity()::describe);
    }

    /** The session's side of the gate before tables. */
    GateSession tables() {
        return tables;
    }

    /** The session is gone, or begins anew. */
    void close() {
        tables.close();
        passage.close();
    }

    /** Whether the command in the input goes elsewhere first, or was answered because it cannot. */
    boolean turns() {
        session.state().setBackslashEscapes(!session.noBackslashEscapes());
        return guards()
                || passage.turns(
                        helm.heading(session.input(), session.capabilities(), session.state(), passage.place()));
    }

    /** At a replica, what the command before may have undone is made again first. */
    private boolean guards() {
        if (!helm.takeUnguarded() || passage.place().isPrimary() || !link().isUp()) {
            return false;
        }
        passage.begun();
        FirstLink.guard(loop(), link(), passage.place(), error -> {
            if (error.isPresent() && link().isUp() && !isClosed()) {
                end(error.get());
            } else if (!isClosed()) {
                go();
            }
        });
        return true;
    }

    /** Whether a USE in the middle of a command would have to go elsewhere. */
    boolean leads(Target target) {
        return helm.leads(target, passage.place());
    }

    /** A USE has succeeded here. */
    void settle() {
        helm.settle(passage.place(), session.state());
        helm.unguard();
    }

    Passage passage() {
        return passage;
    }

    /** A text of the client's, for those who read it. */
    ReadableText readable(Statement like, String sql) {
        return ReadableText.of(like, sql, session.noBackslashEscapes());
    }

    /** What a text leaves that the router does not look at. */
    Trace trace(ByteBuf in, int index, int length, long filter) {
        return StateSigns.areIn(in, index, length, filter)
                ? Trace.of(ReadableText.of(
                        in, index, length, session.state().characterSet(), session.noBackslashEscapes()))
                : Trace.NONE;
    }

    /** What a text leaves in the session is kept account of when it has ended, however it ends. */
    void watch(CommandFlight flight, Trace trace) {
        if (trace.footprint().isEmpty()) {
            return;
        }
        flight.atEnd(() -> {
            passage.carried()
                    .after(trace.footprint(), trace.encoding(), link().tracker().failed());
            session.state().setTemporaryTables(passage.carried().mayHaveTemporaryTables());
            if (trace.footprint().isOpaque()) {
                helm.unguard();
            }
        });
    }

    /** A command is kept while it runs, if it is short and can be executed only as a whole. */
    void keep(CommandFlight flight) {
        FrameDecoder input = session.input();
        if (flight.isOneWholeFrame() && input.length() <= MAX_KEPT && !flight.isInTransaction()) {
            int start = input.payload() - FrameDecoder.HEADER;
            passage.kept().keep(input.buffer().retainedSlice(start, FrameDecoder.HEADER + input.length()));
        }
    }

    /** A command without an answer goes where the one before it went: it would be too late for an error. */
    void withoutAnswer(CommandFlight flight, Runnable dispatch) {
        if (link().isUp()) {
            dispatch.run();
        } else if (flight.isOneWholeFrame()) {
            commands().dropCommand();
            commands().finish();
        } else {
            session.close();
        }
    }

    /**
     * There will be no answer. The client gets an error, unless it waits for the rest of a packet: then only closing tells.
     * The session goes on if it can at another connection.
     */
    void lost(CommandFlight flight) {
        CommandPhase commands = commands();
        OptionalInt sequence = commands.errorSequence();
        if (sequence.isEmpty()) {
            session.close();
            return;
        }
        ErrPacket error = isRolledBack(flight) ? Losses.TRANSACTION : Losses.UNKNOWN;
        if (commands.batch().isPresent() || flight.wantsMore() || !passage.canMove()) {
            session.failWith(error, sequence.getAsInt());
            return;
        }
        passage.forgetTransaction();
        flight.abandon();
        session.activity().error(error.errno());
        session.send(error.toFrame(session.client().alloc(), sequence.getAsInt()));
        commands.finish();
    }

    /** Whether the server has undone all that was done, now that the connection is lost. */
    private boolean isRolledBack(CommandFlight flight) {
        boolean open = flight.isInTransaction() || !link().tracker().hasStatus(ServerStatus.AUTOCOMMIT);
        return open && !session.activity().mayCommit();
    }

    /** Whether a session may outlive its connection: not if the server has said why it ends just this one. */
    static boolean outlives(Optional<ErrPacket> farewell) {
        return farewell.filter(word -> word.errno() != SHUTDOWN).isEmpty();
    }

    private CommandPhase commands() {
        return (CommandPhase) session.phase();
    }

    /** COM_RESET_CONNECTION, which forgets all but the schema. */
    void resetConnection(CommandFlight flight, PreparedStatements statements) {
        flight.onSuccess(() -> {
            session.resetState();
            statements.clear();
            helm.unguard();
        });
        flight.sendThroughGate(0);
    }

    /** COM_CHANGE_USER; what the session holds is given back before another begins, as at a server, and also if none does. */
    void changeUser(CommandFlight flight) {
        FrameDecoder input = session.input();
        long flags = session.identity().clientFlags();
        ChangeUserPacket packet = ChangeUserPacket.read(input.buffer().slice(input.payload(), input.length()), flags);
        commands().dropCommand();
        ByteBuf reset = Packets.command(session.client().alloc(), Command.RESET_CONNECTION, new byte[0]);
        flight.own().send(reset, Command.RESET_CONNECTION, ignored -> {
            int received = commands().nextSequence() - 1;
            LoginPhase again = new LoginPhase(session);
            session.setPhase(again);
            again.changeUser(packet, flags, received);
            session.resume();
        });
    }

    @Override
    public EventLoop loop() {
        return session.loop();
    }

    @Override
    public boolean isClosed() {
        return session.isClosed();
    }

    @Override
    public BackendLink link() {
        return session.backend().orElseThrow();
    }

    @Override
    public Tablet tablet() {
        return session.identity().tablet().orElseThrow();
    }

    @Override
    public BackendLogin.Request request(Optional<String> schema) {
        return terms.in(schema).request(account.backend(), ClientAddress.of(session.client()));
    }

    @Override
    public Optional<String> schema() {
        return helm.home().equals(passage.place()) ? session.state().database() : Optional.empty();
    }

    @Override
    public boolean takesSeveralStatements() {
        return commands().takesSeveralStatements();
    }

    @Override
    public Optional<String> obstacle() {
        return session.phase().preparedStatements() > 0 ? Optional.of("prepared statements") : Optional.empty();
    }

    @Override
    public void moved(Tablet to, BackendLink link) {
        tables.close();
        tables = enter(passage.place());
        session.moved(to, link);
    }

    @Override
    public void go() {
        commands().goOn();
    }

    @Override
    public void refuse(ErrPacket error) {
        CommandPhase commands = commands();
        if (commands.takesRefusal()) {
            commands.dropCommand();
            commands.reply(RouteRunner.reply(error), false);
        } else {
            session.failWith(error, commands.nextSequence());
        }
    }

    @Override
    public void end(ErrPacket error) {
        session.failWith(error, commands().nextSequence());
    }
}
