package dev.palinode.proxy.session;

import dev.palinode.engine.model.RowSet;
import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.form.CharacterSets;
import dev.palinode.proxy.session.activity.SessionRow;
import dev.palinode.proxy.session.command.Binding;
import dev.palinode.proxy.session.command.CommandFrame;
import dev.palinode.proxy.session.command.OwnParameters;
import dev.palinode.proxy.session.command.PreparedStatements;
import dev.palinode.proxy.session.command.PreparedStatements.Trace;
import dev.palinode.proxy.session.command.StatementErrors;
import dev.palinode.proxy.session.command.WordFilter;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.QuerySniffer;
import dev.palinode.proxy.wire.WireStrings;
import dev.palinode.proxy.wire.WireStrings.Statement;
import dev.palinode.proxy.wire.reply.PrepareOk;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * The prepared statement commands. A statement of ours never reaches the server; what it does is decided at each execution.
 * One that may be ours but was the server's when it was prepared is looked at again then: the strategy may have changed.
 */
final class StatementCommands {
    private final Session session;
    private final CommandPhase commands;
    private final CommandFlight flight;
    private final RouteRunner routes;
    private final PreparedStatements statements;
    private final WordFilter words = new WordFilter();

    StatementCommands(
            Session session,
            CommandPhase commands,
            CommandFlight flight,
            RouteRunner routes,
            PreparedStatements statements) {
        this.statements = statements;
        this.session = session;
        this.commands = commands;
        this.flight = flight;
        this.routes = routes;
    }

    PreparedStatements remembered() {
        return statements;
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
            prepareAtServer(IdentifierFilter.EVERYTHING, Optional.empty(), Trace.UNKNOWN);
            return;
        }
        int text = input.payload() + 1;
        int length = input.length() - 1;
        session.activity().statement(input.buffer(), text, length);
        long filter = filter(input.buffer(), text, length);
        if (!QuerySniffer.maybeOurs(input.buffer(), text, length)) {
            Trace trace = commands.crossing().trace(input.buffer(), text, length, filter);
            prepareAtServer(filter, Optional.empty(), trace);
        } else if (statements.isFull()) {
            // What cannot be remembered could not be looked at when it is executed.
            commands.dropCommand();
            statements.refused();
            commands.reply(StatementErrors.TOO_MANY, false);
        } else {
            prepareLookedAt(filter, WireStrings.statement(input.buffer(), text, length, splitLetters()));
        }
    }

    private void prepareLookedAt(long filter, Statement statement) {
        Route route = routes.rehearse(statement.sql());
        if (route instanceof Route.Batch) {
            prepareAtServer(filter, Optional.empty(), trace(statement, statement.sql()));
        } else if (route instanceof Route.Forward) {
            prepareAtServer(filter, Optional.of(statement), trace(statement, statement.sql()));
        } else if (route instanceof Route.ForwardInstead instead) {
            prepareInstead(filter, statement, instead.sql());
        } else {
            commands.dropCommand();
            prepareHere(filter, statement, columns(route, statement.sql()));
        }
    }

    /** A statement with parameters may be readable only with values in their places. */
    private List<RowSet.Column> columns(Route route, String sql) {
        if (route instanceof Route.ListSessions) {
            return SessionRow.COLUMNS;
        }
        String example = binding().example(sql);
        return example.equals(sql) ? route.columns() : routes.rehearse(example).columns();
    }

    private Optional<Charset> splitLetters() {
        return session.state().characterSet().flatMap(CharacterSets::charset);
    }

    private Binding binding() {
        return new Binding(splitLetters(), !session.noBackslashEscapes());
    }

    private long filter(ByteBuf in, int index, int length) {
        boolean calls = QuerySniffer.firstKeyword(in, index, length) == QuerySniffer.CALL;
        return calls ? IdentifierFilter.EVERYTHING : words.of(in, index, length);
    }

    private Trace trace(Statement like, String sql) {
        return Trace.of(commands.crossing().readable(like, sql));
    }

    private void prepareAtServer(long filter, Optional<Statement> text, Trace trace) {
        ResponseTracker tracker = commands.backend().tracker();
        flight.atEnd(() -> {
            if (tracker.failed()) {
                statements.failed();
                return;
            }
            statements.add(tracker.statementId(), new PreparedStatements.Prepared(filter, text, trace));
            session.activity().prepared(tracker.statementId());
        });
        flight.sendThroughGate(0);
    }

    private void prepareHere(long filter, Statement statement, List<RowSet.Column> columns) {
        OwnParameters parameters = new OwnParameters(binding().count(statement.sql()));
        ByteBuf out = session.client().alloc().buffer();
        new PrepareOk(remember(filter, statement, parameters), parameters.count(), columns, session.capabilities())
                .write(out, flight.nextSequence());
        session.send(out);
        commands.finish();
    }

    private int remember(long filter, Statement statement, OwnParameters parameters) {
        int id = statements.addOwn(
                new PreparedStatements.Prepared(filter, Optional.of(statement), Optional.of(parameters), Trace.NONE));
        session.activity().prepared(id);
        return id;
    }

    /** What stands in for a statement of ours is prepared at the server, which knows its columns, and forgotten there. */
    private void prepareInstead(long filter, Statement statement, String sql) {
        commands.dropCommand();
        flight.own().prepare(statement.encode(sql), answer -> {
            ResponseTracker tracker = commands.backend().tracker();
            if (tracker.failed()) {
                statements.failed();
                session.activity().error(tracker.errno());
                session.send(answer);
                commands.finish();
                return;
            }
            commands.closeAtServer(tracker.statementId());
            OwnParameters parameters = new OwnParameters(binding().count(statement.sql()));
            if (PrepareOk.parameters(answer) != parameters.count()) {
                prepareHere(filter, statement, List.of());
                return;
            }
            PrepareOk.rename(answer, remember(filter, statement, parameters));
            session.send(answer);
            commands.finish();
        });
    }

    private void execute(int id) {
        PreparedStatements.Prepared prepared = statements.get(id);
        session.activity().execution(id);
        if (prepared.text().isEmpty()) {
            if (PreparedStatements.isOwn(id)) {
                commands.dropCommand();
                commands.reply(StatementErrors.unknown(id), true);
            } else {
                forward(prepared);
            }
            return;
        }
        Optional<Statement> bound = bind(prepared);
        if (bound.isEmpty()) {
            commands.dropCommand();
            commands.reply(StatementErrors.WRONG_PARAMETERS, true);
            return;
        }
        Statement statement = bound.get();
        routes.run(routes.route(statement.sql()), true, new RouteRunner.Forwarding() {
            @Override
            public void asItCame() {
                if (PreparedStatements.isOwn(id)) {
                    instead(statement.sql());
                } else {
                    forward(prepared);
                }
            }

            @Override
            public void instead(String other) {
                commands.dropCommand();
                executeOnce(encode(other), trace(statement, other));
            }

            @Override
            public byte[] encode(String text) {
                return statement.encode(text);
            }
        });
    }

    /** A server takes only what changes rows for several rows at once, so that no statement of ours can be among it. */
    private void executeForRows(int id) {
        session.activity().execution(id);
        if (PreparedStatements.isOwn(id)) {
            commands.dropCommand();
            commands.reply(statements.contains(id) ? StatementErrors.NOT_FOR_ROWS : StatementErrors.unknown(id), true);
        } else {
            forward(statements.get(id));
        }
    }

    private void forward(PreparedStatements.Prepared prepared) {
        commands.crossing().watch(flight, prepared.trace());
        flight.sendThroughGate(prepared.filter());
    }

    /** The text with the values that the command in the input holds; empty if they cannot be had. */
    private Optional<Statement> bind(PreparedStatements.Prepared prepared) {
        Optional<OwnParameters> own = prepared.own();
        if (own.isEmpty() || own.get().count() == 0) {
            return prepared.text();
        }
        FrameDecoder input = session.input();
        ByteBuf payload = input.buffer().slice(input.payload(), input.length());
        return own.get()
                .read(payload, session.capabilities())
                .flatMap(values -> prepared.text().flatMap(text -> binding().bind(text, values)));
    }

    /** Prepares a text at the server, executes it without parameters as the client's command, and closes it. */
    private void executeOnce(byte[] text, Trace trace) {
        ByteBufAllocator allocator = session.client().alloc();
        long filter = filter(Unpooled.wrappedBuffer(text), 0, text.length);
        flight.own().send(Packets.command(allocator, Command.STMT_PREPARE, text), Command.STMT_PREPARE, error -> {
            if (error.isPresent()) {
                commands.reply(RouteRunner.reply(error.get()), true);
                return;
            }
            int id = commands.backend().tracker().statementId();
            commands.crossing().watch(flight, trace);
            flight.atEnd(() -> commands.closeAtServer(id));
            flight.ifRefused(() -> commands.closeAtServer(id));
            flight.replace(PreparedStatements.execution(allocator, id), Command.STMT_EXECUTE);
            flight.sendThroughGate(filter);
        });
    }

    private void ownStatement(int command, int id) {
        FrameDecoder input = session.input();
        Optional<Reply> reply = statements.own(command, id, input.buffer().slice(input.payload(), input.length()));
        commands.dropCommand();
        reply.ifPresentOrElse(answer -> commands.reply(answer, false), commands::finish);
    }
}
