package dev.palinode.proxy.session;

import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.footprint.Footprints;
import dev.palinode.proxy.intercept.form.CharacterSets;
import dev.palinode.proxy.intercept.form.Databases;
import dev.palinode.proxy.intercept.form.Kill;
import dev.palinode.proxy.intercept.form.OwnStatements;
import dev.palinode.proxy.session.command.CommandFrame;
import dev.palinode.proxy.session.command.PreparedStatements.Trace;
import dev.palinode.proxy.session.command.WordFilter;
import dev.palinode.proxy.session.place.Refusals;
import dev.palinode.proxy.session.place.Target;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.QueryAttributes;
import dev.palinode.proxy.wire.QuerySniffer;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** COM_QUERY and its relatives: COM_INIT_DB, which is a USE, and COM_PROCESS_KILL, which is a KILL. */
final class QueryCommands {
    private final Session session;
    private final CommandPhase commands;
    private final CommandFlight flight;
    private final RouteRunner routes;
    private final KillCommand kills;
    private final WordFilter words = new WordFilter();
    private @Nullable Text whole;

    QueryCommands(Session session, CommandPhase commands, CommandFlight flight, RouteRunner routes) {
        this.session = session;
        this.commands = commands;
        this.flight = flight;
        this.routes = routes;
        this.kills = new KillCommand(session);
    }

    void query() {
        FrameDecoder input = session.input();
        if (!input.whole() || input.length() == FrameDecoder.MAX_PAYLOAD) {
            // Where the text begins is told by the attributes in front of it, of which some may not be here yet.
            if (!Capability.has(session.capabilities(), Capability.QUERY_ATTRIBUTES)) {
                session.activity().statement(input.buffer(), input.payload() + 1, input.visible() - 1);
            }
            if (commands.takesSeveralStatements() || !session.activity().isInsert()) {
                watch(Trace.UNKNOWN);
            }
            flight.sendThroughGate(IdentifierFilter.EVERYTHING);
            return;
        }
        ByteBuf in = input.buffer();
        int end = input.payload() + input.length();
        int text = QueryAttributes.textIndex(session.capabilities(), in, input.payload(), input.length());
        session.activity().statement(in, text, end - text);
        if (QuerySniffer.maybeOurs(in, text, end - text)) {
            inspect(in, text, end - text);
        } else {
            long filter = filter(in, text, end - text);
            watch(commands.crossing().trace(in, text, end - text, filter));
            flight.sendThroughGate(filter);
        }
    }

    /** What a statement leaves in the session is kept account of when it has ended. */
    private void watch(Trace trace) {
        commands.crossing().watch(flight, trace);
    }

    /** Whether the command must not wait for a primary: it may be there to make one, or to look at what there is. */
    boolean isUrgent() {
        FrameDecoder input = session.input();
        if (input.first() != Command.QUERY || !flight.isOneWholeFrame()) {
            return false;
        }
        ByteBuf in = input.buffer();
        int text = QueryAttributes.textIndex(session.capabilities(), in, input.payload(), input.length());
        int length = input.payload() + input.length() - text;
        long word = QuerySniffer.firstKeyword(in, text, length);
        return word == QuerySniffer.VTCTL
                || (word == QuerySniffer.SHOW
                        && OwnStatements.isOne(in.toString(text, length, StandardCharsets.ISO_8859_1)));
    }

    /** Statements whose text does not tell what they touch are taken to touch everything. */
    private long filter(ByteBuf in, int index, int length) {
        long first = QuerySniffer.firstKeyword(in, index, length);
        return first == QuerySniffer.CALL || first == QuerySniffer.EXECUTE
                ? IdentifierFilter.EVERYTHING
                : words.of(in, index, length);
    }

    private void inspect(ByteBuf in, int index, int length) {
        FrameDecoder input = session.input();
        WireStrings.Statement statement = WireStrings.statement(
                in, index, length, session.state().characterSet().flatMap(CharacterSets::charset));
        byte[] attributes = ByteBufUtil.getBytes(in, input.payload() + 1, index - input.payload() - 1);
        Text text = new Text(statement.sql(), statement, attributes, filter(in, index, length), true);
        whole = text;
        run(statement.sql(), text);
    }

    /** The command is over: its text, which may be long, is not kept. */
    void ended() {
        whole = null;
    }

    /** One of several statements, in the encoding of all. */
    void part(String sql) {
        Text all = Objects.requireNonNull(whole, "a part without a whole");
        ByteBuf bytes = Unpooled.wrappedBuffer(all.encode(sql));
        run(sql, new Text(sql, all.statement, all.attributes, filter(bytes, 0, bytes.readableBytes()), false));
    }

    private void run(String sql, Text text) {
        String read = commands.crossing().readable(text.statement, sql).sql();
        Optional<Kill> kill = kills.parse(read);
        if (kill.isPresent()) {
            commands.dropCommand();
            kills.run(kill.get(), reply -> commands.reply(reply, false));
            return;
        }
        Optional<Target> target = Target.ofUse(read);
        if (target.isPresent() && !text.whole && commands.crossing().leads(target.get())) {
            commands.dropCommand();
            commands.reply(RouteRunner.reply(Refusals.amongOthers(target.get().schema())), false);
        } else if (target.filter(use -> use.type().isPresent()).isPresent() && !Footprints.isSeveral(read)) {
            flight.onSuccess(commands.crossing()::settle);
            text.instead(target.get().statement(session.state().database()));
        } else {
            routes.run(routes.route(sql), false, text);
        }
    }

    /** The text of a COM_QUERY, or a part of it. */
    private final class Text implements RouteRunner.Forwarding {
        private final String sql;
        private final WireStrings.Statement statement;
        private final byte[] attributes;
        private final long filter;
        private final boolean whole;

        Text(String sql, WireStrings.Statement statement, byte[] attributes, long filter, boolean whole) {
            this.sql = sql;
            this.statement = statement;
            this.attributes = attributes;
            this.filter = filter;
            this.whole = whole;
        }

        @Override
        public void asItCame() {
            if (whole) {
                followUse(commands.crossing().readable(statement, sql).sql());
                watch(Trace.of(commands.crossing().readable(statement, sql)));
                flight.sendThroughGate(filter);
            } else {
                instead(sql);
            }
        }

        @Override
        public void instead(String other) {
            followUse(commands.crossing().readable(statement, other).sql());
            watch(Trace.of(commands.crossing().readable(statement, other)));
            commands.dropCommand();
            flight.replace(routes.query(attributes, encode(other)), Command.QUERY);
            flight.sendThroughGate(filter);
        }

        @Override
        public byte[] encode(String text) {
            return statement.encode(text);
        }
    }

    private void followUse(String sql) {
        Databases.chosen(sql).ifPresent(this::changeDatabaseAtEnd);
    }

    private void changeDatabaseAtEnd(String name) {
        flight.onSuccess(() -> {
            session.state().setDatabase(Optional.of(name));
            commands.crossing().settle();
        });
    }

    /** The router sees it as the USE that it is. */
    void initDb() {
        FrameDecoder input = session.input();
        String name = input.buffer().toString(input.payload() + 1, input.length() - 1, StandardCharsets.UTF_8);
        Target target = Target.of(name);
        flight.onSuccess(commands.crossing()::settle);
        Route route = target.type().isEmpty()
                ? routes.route("USE `" + name.replace("`", "``") + "`")
                : new Route.ForwardInstead(target.statement(session.state().database()));
        routes.run(route, false, new RouteRunner.Forwarding() {
            @Override
            public void asItCame() {
                changeDatabaseAtEnd(name);
                flight.sendThroughGate(0);
            }

            @Override
            public void instead(String sql) {
                followUse(sql);
                commands.dropCommand();
                flight.replace(routes.query(encode(sql)), Command.QUERY);
                flight.sendThroughGate(0);
            }

            @Override
            public byte[] encode(String sql) {
                return sql.getBytes(StandardCharsets.UTF_8);
            }
        });
    }

    void processKill() {
        FrameDecoder input = session.input();
        if (!CommandFrame.isLongEnough(input)) {
            flight.sendThroughGate(0);
            return;
        }
        long id = input.buffer().getUnsignedIntLE(input.payload() + 1);
        if (session.environment().registry().find(id, session).isEmpty()) {
            flight.sendThroughGate(0);
            return;
        }
        commands.dropCommand();
        kills.run(new Kill(id, false), reply -> commands.reply(reply, false));
    }
}
