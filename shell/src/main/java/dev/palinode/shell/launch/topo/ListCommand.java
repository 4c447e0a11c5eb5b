package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.store.ShardRecord;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo list}: all tablets, and the shards without any. */
@Command(
        name = "list",
        description = "Lists the tablets, by keyspace and shard.",
        footerHeading = "%nExamples:%n",
        footer = {"  palinode topo list", "  palinode topo list commerce --output json"})
final class ListCommand implements Callable<Integer> {
    private static final List<String> HEADINGS =
            List.of("Keyspace", "Shard", "Alias", "Type", "Address", "Primary since", "Tags");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    @Parameters(index = "0", arity = "0..1", paramLabel = "KEYSPACE", description = "Only this keyspace.")
    private Optional<String> keyspace = Optional.empty();

    ListCommand() {}

    @Override
    public Integer call() {
        return topo.with(spec, (store, out) -> {
            TopoView view = TopoView.read(store);
            if (out.isJson()) {
                out.json(view.tablets().values().stream()
                        .filter(tablet ->
                                keyspace.isEmpty() || tablet.keyspace().equals(keyspace.get()))
                        .map(TabletRecord::toJson)
                        .toList());
            } else {
                out.table(HEADINGS, rows(view));
            }
            return 0;
        });
    }

    private List<List<String>> rows(TopoView view) {
        List<List<String>> rows = new ArrayList<>();
        view.shards().forEach((name, shard) -> {
            int slash = name.lastIndexOf('/');
            String of = name.substring(0, slash);
            if (keyspace.isPresent() && !keyspace.get().equals(of)) {
                return;
            }
            List<TabletRecord> tablets = view.tabletsOf(of, name.substring(slash + 1));
            if (tablets.isEmpty()) {
                rows.add(List.of(of, name.substring(slash + 1), "(no tablets)", "", "", "", ""));
            }
            tablets.forEach(tablet -> rows.add(row(tablet, shard)));
        });
        return rows;
    }

    static List<String> row(TabletRecord tablet, ShardRecord shard) {
        boolean primary = shard.primary().equals(Optional.of(tablet.alias()));
        String tags = tablet.tags().entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(" "));
        return List.of(
                tablet.keyspace(),
                tablet.shard(),
                tablet.alias().toString(),
                tablet.type().name(),
                tablet.address().toString(),
                primary ? shard.termStart().map(Object::toString).orElse("") : "",
                tags);
    }
}
