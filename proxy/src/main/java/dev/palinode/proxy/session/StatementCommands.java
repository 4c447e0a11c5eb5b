package dev.palinode.proxy.session;

import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.form.CharacterSets;
import dev.palinode.proxy.intercept.form.Parameters;
import dev.palinode.proxy.session.command.CommandFrame;
import dev.palinode.proxy.session.command.OwnParameters;
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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The prepared statement commands. A statement of ours is prepared here and never reaches the server; what it does is
 * decided at each execution. A statement that may be ours but was the server's when it was prepared is looked at again at
 * each execution, since the session's strategy may have changed.
 */
final class StatementCommands {
    private static final int ER_UNKNOWN_STMT_HANDLER = 1243;
    private static final Reply.Err WRONG_PARAMETERS = new Reply.Err(1210, "HY000", "Incorrect arguments to EXECUTE");

    private static final Reply.Err NOT_FOR_ROWS =
            new Reply.Err(1295, "HY000", "This command is not supported in the prepared statement protocol yet");

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
        if (!CommandFrame.isLongEnough(input)) {
            flight.sendThroughGate(0);
            return;
        }
        int id = statements.resolve(input.buffer().getIntLE(input.payload() + 1));
        if (command == Command.STMT_EXECUTE) {
            execute(id);
        } else if (command == Command.STMT_BULK_EXECUTE) {
            executeForRows(id);
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
        Optional<Charset> charset = session.state().characterSet().flatMap(CharacterSets::charset);
        String sql =
                WireStrings.statement(input.buffer(), text, length, charset).sql();
        Route route = session.environment().router().route(session.state().rehearsal(), sql);
        if (route instanceof Route.Batch) {
            prepareAtServer(filter, Optional.empty());
        } else if (route instanceof Route.Forward) {
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

    private void prepareAtServer(long filter, Optional<String> sql) {
        ResponseTracker tracker = commands.backend().tracker();
        flight.atEnd(() -> {
            if (tracker.failed()) {
                statements.failed();
                return;
            }
            statements.add(tracker.statementId(), new PreparedStatements.Prepared(filter, sql));
            session.activity().prepared(tracker.statementId());
        });
        flight.sendThroughGate(0);
    }

    private void prepareHere(long filter, String sql) {
        commands.dropCommand();
        OwnParameters parameters = new OwnParameters(Parameters.count(sql));
        Optional<Integer> id =
                statements.addOwn(new PreparedStatements.Prepared(filter, Optional.of(sql), Optional.of(parameters)));
        id.ifPresent(session.activity()::prepared);
        if (id.isEmpty()) {
            commands.reply(
                    new Reply.Err(1461, "42000", "Can't create more prepared statements in this session"), false);
            return;
        }
        ByteBuf out = session.client().alloc().buffer();
        new PrepareOk(id.get(), parameters.count(), session.capabilities()).write(out, flight.nextSequence());
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
        Optional<String> bound = bind(prepared);
        if (bound.isEmpty()) {
            commands.dropCommand();
            commands.reply(WRONG_PARAMETERS, true);
            return;
        }
        String sql = bound.get();
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
                executeOnce(encode(other));
            }

            @Override
            public byte[] encode(String text) {
                return text.getBytes(session.state()
                        .characterSet()
                        .flatMap(CharacterSets::charset)
                        .orElse(StandardCharsets.UTF_8));
            }
        });
    }

    /** A server takes only what changes rows for several rows at once, so that no statement of ours can be among it. */
    private void executeForRows(int id) {
        session.activity().execution(id);
        if (PreparedStatements.isOwn(id)) {
            commands.dropCommand();
            commands.reply(statements.contains(id) ? NOT_FOR_ROWS : unknownStatement(id), true);
        } else {
            flight.sendThroughGate(statements.get(id).filter());
        }
    }

    /** The text with the values that the command in the input holds; empty if they cannot be had. */
    private Optional<String> bind(PreparedStatements.Prepared prepared) {
        Optional<OwnParameters> own = prepared.own();
        if (own.isEmpty() || own.get().count() == 0) {
            return prepared.sql();
        }
        FrameDecoder input = session.input();
        ByteBuf payload = input.buffer().slice(input.payload(), input.length());
        return own.get()
                .read(payload, session.capabilities())
                .flatMap(values -> prepared.sql().map(sql -> Parameters.bind(sql, values)));
    }

    /** Prepares a text at the server, executes it without parameters as the client's command, and closes it. */
    private void executeOnce(byte[] text) {
        ByteBufAllocator allocator = session.client().alloc();
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
        Optional<OwnParameters> parameters = statements.get(id).own();
        if (command == Command.STMT_SEND_LONG_DATA) {
            FrameDecoder input = session.input();
            ByteBuf payload = input.buffer().slice(input.payload(), input.length());
            parameters.ifPresent(own -> own.sendAhead(payload));
        } else {
            parameters.ifPresent(OwnParameters::reset);
        }
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
