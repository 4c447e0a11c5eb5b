package dev.palinode.shell.command.admin;

import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.render.Heading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The servers behind the proxy. */
final class TabletsCommand extends BriefListing {
    private static final String SQL = "SHOW VITESS_TABLETS";

    TabletsCommand() {
        super(
                Manual.of(Group.ADMIN, "tablets", "", "the servers behind the proxy", "tablets")
                        .alias("backends")
                        .details("The same as " + SQL + ", which has more columns. reason: why it does not serve."),
                SQL,
                Stream.of("alias", "keyspace", "shard", "type", "state", "host", "primary since", "reason")
                        .map(Heading::text)
                        .toList(),
                List.of(6, 2, 5));
    }

    @Override
    List<List<Optional<String>>> cells(ShellContext context, List<Map<String, String>> rows) {
        return rows.stream()
                .map(row -> Stream.of(
                                "alias",
                                "keyspace",
                                "shard",
                                "tablettype",
                                "state",
                                "hostname",
                                "primarytermstarttime",
                                "reason")
                        .map(name -> value(row, name))
                        .toList())
                .toList();
    }

    @Override
    String nothing() {
        return "No tablet.";
    }
}
