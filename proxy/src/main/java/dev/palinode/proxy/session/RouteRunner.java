package dev.palinode.proxy.session;

import dev.palinode.proxy.intercept.answer.Lane;
import dev.palinode.proxy.intercept.answer.Progress;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.session.command.Aftermath;
import dev.palinode.proxy.session.command.BatchCommand;
import dev.palinode.proxy.session.command.LateReply;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ProgressPacket;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the router decided about a statement. */
final class RouteRunner {
    private static final Logger LOG = LoggerFactory.getLogger(RouteRunner.class);
    private static final Reply.Err TOO_MUCH =
            new Reply.Err(1105, "HY000", "Too many commands of the proxy's own are waiting; try again");
    private static final byte[] NOTHING = "DO 0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_ATTRIBUTES = {0, 1};

    /** How a statement that is the server's after all gets there. */
    interface Forwarding {
        /** As it came. */
        void asItCame();

        /** With another text. */
        void instead(String sql);

        /** The bytes of a text like the statement's. */
        byte[] encode(String sql);
    }

    private final Session session;
    private final CommandPhase commands;
    private final CommandFlight flight;

    RouteRunner(Session session, CommandPhase commands, CommandFlight flight) {
        this.session = session;
        this.commands = commands;
        this.flight = flight;
    }

    /** Routes a statement's text; it may change the session's state. */
    Route route(String sql) {
        session.state().setBackslashEscapes(!session.noBackslashEscapes());
        return session.environment().router().route(session.state(), sql);
    }

    /** What would become of a statement; nothing is changed. */
    Route rehearse(String sql) {
        session.state().setBackslashEscapes(!session.noBackslashEscapes());
        return session.environment().router().route(session.state().rehearsal(), sql);
    }

    /**
     * Does it. Unless the route forwards, the command is taken out of the input.
     *
     * @param binary whether the answer is one to COM_STMT_EXECUTE
     */
    void run(Route route, boolean binary, Forwarding forwarding) {
        route.accept(new Runner(binary, forwarding));
    }

    private final class Runner implements Route.Visitor {
        private final boolean binary;
        private final Forwarding forwarding;

        Runner(boolean binary, Forwarding forwarding) {
            this.binary = binary;
            this.forwarding = forwarding;
        }

        @Override
        public void forward(Route.Forward route) {
            flight.onSuccess(route.then());
            forwarding.asItCame();
        }

        @Override
        public void forwardInstead(Route.ForwardInstead route) {
            flight.onSuccess(route.then());
            forwarding.instead(route.sql());
        }

        @Override
        public void answer(Route.Answer route) {
            commands.dropCommand();
            finished(route.reply(), binary);
        }

        @Override
        public void work(Route.Work route) {
            commands.dropCommand();
            afterCommit(route.commitsFirst(), binary, () -> answerWith(route.lane(), route.work(), binary));
        }

        @Override
        public void waiting(Route.Waiting route) {
            commands.dropCommand();
            afterCommit(route.commitsFirst(), binary, () -> offLoop(Lane.ORDINARY, () -> begin(route, binary), binary));
        }

        @Override
        public void listSessions(Route.ListSessions route) {
            commands.dropCommand();
            answerWith(
                    Lane.CLUSTER,
                    () -> new Reply.Rows(session.environment().registry().rows()),
                    binary);
        }

        @Override
        public void ask(Route.Ask route) {
            flight.own()
                    .ask(
                            query(forwarding.encode(route.query())),
                            reply -> run(route.then().apply(reply), binary, forwarding));
        }

        @Override
        public void batch(Route.Batch route) {
            if (binary || !commands.takesSeveralStatements()) {
                forwarding.asItCame();
                return;
            }
            int sequence = commands.nextSequence();
            commands.dropCommand();
            commands.run(new BatchCommand(
                    route.statements(), commands.backend().tracker(), sequence, session.capabilities()));
        }
    }

    private void afterCommit(boolean commitsFirst, boolean binary, Runnable then) {
        if (!commitsFirst || !flight.isInTransaction()) {
            then.run();
            return;
        }
        flight.own().send(query("COMMIT".getBytes(StandardCharsets.US_ASCII)), Command.QUERY, error -> {
            if (error.isPresent()) {
                // It may have failed behind the commit, or have rolled back.
                flight.askStatus(() -> commands.reply(reply(error.get()), binary));
            } else {
                then.run();
            }
        });
    }

    private void answerWith(Lane lane, Supplier<Reply> work, boolean binary) {
        offLoop(
                lane,
                () -> {
                    Reply reply = guarded(work);
                    session.loop().execute(() -> finished(reply, binary));
                },
                binary);
    }

    private void begin(Route.Waiting route, boolean binary) {
        LateReply late =
                new LateReply(session.loop(), new Client(binary), route.work().get());
        session.loop().execute(() -> session.activity().waits(late::interrupt));
        late.start();
    }

    /** Who waits for a late reply. */
    private final class Client implements LateReply.Owner {
        private final boolean binary;
        private boolean answered;

        Client(boolean binary) {
            this.binary = binary;
        }

        @Override
        public boolean isGone() {
            return session.isClosed();
        }

        @Override
        public void keepAlive(Runnable then) {
            flight.own().sendIfUp(query(NOTHING), then);
        }

        @Override
        public void report(Supplier<Optional<Progress>> progress, Runnable then) {
            // The answers of several statements are one, which has no place for a report.
            if (!Capability.has(session.capabilities(), Capability.MARIADB_PROGRESS)
                    || commands.batch().isPresent()) {
                then.run();
                return;
            }
            try {
                session.environment().work().execute(Lane.ORDINARY, () -> {
                    Optional<Progress> now = look(progress);
                    session.loop().execute(() -> {
                        now.ifPresent(this::report);
                        then.run();
                    });
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("no report of progress: too much work is waiting");
                then.run();
            }
        }

        private static Optional<Progress> look(Supplier<Optional<Progress>> progress) {
            try {
                return progress.get();
            } catch (RuntimeException e) {
                LOG.debug("how far it is cannot be found out for a moment", e);
                return Optional.empty();
            }
        }

        private void report(Progress now) {
            if (!answered && !isGone()) {
                session.send(new ProgressPacket(now.stage(), now.stages(), now.percent(), now.doing())
                        .toFrame(session.client().alloc(), commands.nextSequence()));
                flight.sentBefore();
            }
        }

        @Override
        public void answer(Reply reply) {
            answered = true;
            session.activity().waits(error -> {});
            finished(reply, binary);
        }
    }

    private void offLoop(Lane lane, Runnable work, boolean binary) {
        if (!flight.isInTransaction()) {
            commands.passage().leave();
        }
        try {
            session.environment().work().execute(lane, work);
        } catch (RejectedExecutionException e) {
            commands.reply(TOO_MUCH, binary);
        }
    }

    private static Reply guarded(Supplier<Reply> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            LOG.error("a command of the proxy's own failed unexpectedly", e);
            return new Reply.Err(1105, "HY000", "The proxy failed on this statement: " + e);
        }
    }

    /** Answers, when the server has what SHOW WARNINGS shall show next. */
    private void finished(Reply reply, boolean binary) {
        if (!session.isClosed()) {
            byte[] sql = Aftermath.of(reply).getBytes(StandardCharsets.US_ASCII);
            flight.own().sendIfUp(query(sql), () -> commands.reply(reply, binary));
        }
    }

    static Reply reply(ErrPacket error) {
        return new Reply.Err(error.errno(), error.sqlState(), error.message());
    }

    /** A COM_QUERY of the proxy's own. */
    ByteBuf query(byte[] sql) {
        boolean attributes = Capability.has(session.capabilities(), Capability.QUERY_ATTRIBUTES);
        return query(attributes ? NO_ATTRIBUTES : new byte[0], sql);
    }

    /** A COM_QUERY with the attributes, as bytes, of the client's. */
    ByteBuf query(byte[] attributes, byte[] sql) {
        byte[] argument = Arrays.copyOf(attributes, attributes.length + sql.length);
        System.arraycopy(sql, 0, argument, attributes.length, sql.length);
        return Packets.command(session.client().alloc(), Command.QUERY, argument);
    }
}
