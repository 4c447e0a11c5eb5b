package dev.palinode.proxy.session;

import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.intercept.Reply;
import dev.palinode.proxy.intercept.Route;
import dev.palinode.proxy.intercept.SessionState;
import dev.palinode.proxy.session.command.PreparedStatements;
import dev.palinode.proxy.session.command.WordFilter;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.QuerySniffer;
import dev.palinode.proxy.wire.WireStrings;
import dev.palinode.proxy.wire.reply.PrepareOk;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The prepared statement commands. A statement of ours is prepared here and never reaches the server; what it does is
 * decided at each execution. A statement that may be ours but was the server's when it was prepared is looked at again at
 * each execution, since the session's strategy may have changed.
 */
final class StatementCommands {
    private static final int ER_UNKNOWN_STMT_HANDLER = 1243;

    private final Session session;
    private final CommandPhase commands;
    private final CommandFlight flight;
    private final RouteRunner routes;
    private final PreparedStatements statements = new PreparedStatements();
    private final WordFilter words = new WordFilter();

    StatementCommands(Session session, CommandPhase commands, CommandFlight flight, RouteRunner routes) {
        this.session = session;
        this.commands = commands;
        this.flight = flight;
        this.routes = routes;
    }

    void forgetAll() {
        statements.clear();
    }

    int size() {
        return statements.size();
    }

    void begin(int command) {
        if (command == Command.STMT_PREPARE) {
            prepare();
            return;
        }
        FrameDecoder input = session.input();
        int id = statements.resolve(input.buffer().getIntLE(input.payload() + 1));
        if (command == Command.STMT_EXECUTE) {
            execute(id);
        } else if (PreparedStatements.isOwn(id)) {
            ownStatement(command, id);
        } else {
            if (command == Command.STMT_CLOSE) {
                statements.remove(id);
                session.activity().closed(id);
            }
            flight.sendThroughGate(0);
        }
    }

    private void prepare() {
        FrameDecoder input = session.input();
        if (!input.whole() || input.length() == FrameDecoder.MAX_PAYLOAD) {
            flight.sendThroughGate(0);
            return;
        }
        int text = input.payload() + 1;
        int length = input.length() - 1;
        long filter = filter(input.buffer(), text, length);
        session.activity().statement(input.buffer(), text, length);
        if (!QuerySniffer.maybeOurs(input.buffer(), text, length)) {
            prepareAtServer(filter, Optional.empty());
            return;
        }
        String sql = WireStrings.statement(input.buffer(), text, length).sql();
        Route route = session.environment().router().route(rehearsal(), sql);
        if (route instanceof Route.Forward) {
            prepareAtServer(filter, Optional.of(sql));
        } else {
            prepareHere(filter, sql);
        }
    }

    private long filter(ByteBuf in, int index, int length) {
        return QuerySniffer.firstKeyword(in, index, length) == QuerySniffer.CALL
                ? IdentifierFilter.EVERYTHING
                : words.of(in, index, length);
    }

    /** A copy of the session's state, for asking what a statement would be without doing it. */
    private SessionState rehearsal() {
        SessionState copy = new SessionState(session.state().strategy());
        copy.setMigrationContext(session.state().migrationContext());
        copy.setDatabase(session.state().database());
        return copy;
    }

    private void prepareAtServer(long filter, Optional<String> sql) {
        ResponseTracker tracker = commands.backend().tracker();
        flight.atEnd(() -> {
            if (!tracker.failed()) {
                statements.add(tracker.statementId(), new PreparedStatements.Prepared(filter, sql));
                session.activity().prepared(tracker.statementId());
            }
        });
        flight.sendThroughGate(0);
    }

    private void prepareHere(long filter, String sql) {
        commands.dropCommand();
        Optional<Integer> id = statements.addOwn(new PreparedStatements.Prepared(filter, Optional.of(sql)));
        id.ifPresent(session.activity()::prepared);
        if (id.isEmpty()) {
            commands.reply(
                    new Reply.Err(1461, "42000", "Can't create more prepared statements in this session"), false);
            return;
        }
        ByteBuf out = session.client().alloc().buffer();
        new PrepareOk(id.get()).write(out, flight.nextSequence());
        session.send(out);
        commands.finish();
    }

    private void execute(int id) {
        PreparedStatements.Prepared prepared = statements.get(id);
        session.activity().execution(id);
        if (prepared.sql().isEmpty()) {
            if (PreparedStatements.isOwn(id)) {
                commands.dropCommand();
                commands.reply(unknownStatement(id), true);
            } else {
                flight.sendThroughGate(prepared.filter());
            }
            return;
        }
        String sql = prepared.sql().get();
        routes.run(routes.route(sql), true, new RouteRunner.Forwarding() {
            @Override
            public void asItCame() {
                if (PreparedStatements.isOwn(id)) {
                    instead(sql);
                } else {
                    flight.sendThroughGate(prepared.filter());
                }
            }

            @Override
            public void instead(String other) {
                commands.dropCommand();
                executeOnce(other);
            }
        });
    }

    /** Prepares a text at the server, executes it without parameters as the client's command, and closes it. */
    private void executeOnce(String sql) {
        ByteBufAllocator allocator = session.client().alloc();
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        long filter = filter(Unpooled.wrappedBuffer(text), 0, text.length);
        flight.sendOwn(Packets.command(allocator, Command.STMT_PREPARE, text), Command.STMT_PREPARE, error -> {
            if (error.isPresent()) {
                commands.reply(RouteRunner.reply(error.get()), true);
                return;
            }
            int id = commands.backend().tracker().statementId();
            flight.atEnd(() -> commands.closeAtServer(id));
            flight.replace(execution(allocator, id), Command.STMT_EXECUTE);
            flight.sendThroughGate(filter);
        });
    }

    private static ByteBuf execution(ByteBufAllocator allocator, int id) {
        byte[] argument = new byte[9];
        Unpooled.wrappedBuffer(argument).setIntLE(0, id).setByte(4, 0).setIntLE(5, 1);
        return Packets.command(allocator, Command.STMT_EXECUTE, argument);
    }

    private void ownStatement(int command, int id) {
        boolean known = statements.contains(id);
        commands.dropCommand();
        switch (command) {
            case Command.STMT_CLOSE -> {
                statements.remove(id);
                commands.finish();
            }
            case Command.STMT_SEND_LONG_DATA -> commands.finish();
            case Command.STMT_RESET -> commands.reply(known ? new Reply.Ok(0) : unknownStatement(id), false);
            default -> commands.reply(unknownStatement(id), false);
        }
    }

    private static Reply unknownStatement(int id) {
        return new Reply.Err(
                ER_UNKNOWN_STMT_HANDLER,
                "HY000",
                "Unknown prepared statement handler (" + Integer.toUnsignedLong(id) + ") given to the proxy");
    }
}
