package dev.palinode.proxy.session;

import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.intercept.Route;
import dev.palinode.proxy.session.command.WordFilter;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.QueryAttributes;
import dev.palinode.proxy.wire.QuerySniffer;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** COM_QUERY and its relatives: COM_INIT_DB, which is a USE, and COM_PROCESS_KILL, which is a KILL. */
final class QueryCommands {
    /** Characters of the longest USE or KILL that is looked for. */
    private static final int SHORT = 1000;

    private static final String BLANK = "(?:\\s|;|/\\*.*?\\*/)";
    private static final Pattern USE =
            Pattern.compile("(?is)" + BLANK + "*USE" + BLANK + "*(?:`((?:[^`]|``)+)`|([^\\s;`]+))" + BLANK + "*");

    private final Session session;
    private final CommandPhase commands;
    private final CommandFlight flight;
    private final RouteRunner routes;
    private final KillCommand kills;
    private final WordFilter words = new WordFilter();

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
            flight.sendThroughGate(filter(in, text, end - text));
        }
    }

    /** Statements whose text does not tell what they touch are taken to touch everything. */
    private long filter(ByteBuf in, int index, int length) {
        long first = QuerySniffer.firstKeyword(in, index, length);
        return first == QuerySniffer.CALL || first == QuerySniffer.EXECUTE
                ? IdentifierFilter.EVERYTHING
                : words.of(in, index, length);
    }

    private void inspect(ByteBuf in, int index, int length) {
        long filter = filter(in, index, length);
        WireStrings.Statement statement = WireStrings.statement(in, index, length);
        Optional<KillCommand.Target> kill =
                length < SHORT ? kills.parse(statement.sql()) : Optional.<KillCommand.Target>empty();
        if (kill.isPresent()) {
            commands.dropCommand();
            kills.run(kill.get(), reply -> commands.reply(reply, false));
            return;
        }
        Route route = routes.route(statement.sql());
        routes.run(route, false, new RouteRunner.Forwarding() {
            @Override
            public void asItCame() {
                followUse(statement.sql());
                flight.sendThroughGate(filter);
            }

            @Override
            public void instead(String sql) {
                followUse(sql);
                commands.dropCommand();
                flight.replace(routes.query(statement.encode(sql)), Command.QUERY);
                flight.sendThroughGate(filter);
            }
        });
    }

    private void followUse(String sql) {
        Matcher use = USE.matcher(sql);
        if (sql.length() < SHORT && use.matches()) {
            String quoted = use.group(1);
            String name = quoted == null ? use.group(2) : quoted.replace("``", "`");
            changeDatabaseAtEnd(name);
        }
    }

    private void changeDatabaseAtEnd(String name) {
        flight.atEnd(() -> {
            if (!commands.backend().tracker().failed()) {
                session.state().setDatabase(Optional.of(name));
            }
        });
    }

    /** The router sees it as the USE that it is. */
    void initDb() {
        FrameDecoder input = session.input();
        String name = input.buffer().toString(input.payload() + 1, input.length() - 1, StandardCharsets.UTF_8);
        Route route = routes.route("USE `" + name.replace("`", "``") + "`");
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
                flight.replace(routes.query(sql.getBytes(StandardCharsets.UTF_8)), Command.QUERY);
                flight.sendThroughGate(0);
            }
        });
    }

    void processKill() {
        FrameDecoder input = session.input();
        long id = input.buffer().getUnsignedIntLE(input.payload() + 1);
        if (session.environment().registry().find(id).isEmpty()) {
            flight.sendThroughGate(0);
            return;
        }
        commands.dropCommand();
        kills.run(new KillCommand.Target(id, false), reply -> commands.reply(reply, false));
    }
}
