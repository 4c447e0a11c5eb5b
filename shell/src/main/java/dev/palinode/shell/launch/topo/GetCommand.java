package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoPaths;
import dev.palinode.engine.topo.store.TopoStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo get}: one record. */
@Command(
        name = "get",
        description = "Prints a record as it is stored, which is JSON.",
        footerHeading = "%nExamples:%n",
        footer = {"  palinode topo get commerce", "  palinode topo get commerce/0", "  palinode topo get zone1-100"})
final class GetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "A keyspace, keyspace/shard, a tablet's alias, or a path in the topology.")
    private String name = "";

    GetCommand() {}

    @Override
    public Integer call() {
        return topo.with(spec, (store, out) -> {
            out.text(find(store)
                    .orElseThrow(() -> new TopoFault(
                            TopoFault.Kind.MISSING, "there is no keyspace, shard, tablet or path " + name)));
            return 0;
        });
    }

    private Optional<String> find(TopoStore store) {
        return paths().stream()
                .flatMap(path -> store.get(path).stream())
                .map(TopoStore.Entry::value)
                .findFirst();
    }

    private List<String> paths() {
        int slash = name.lastIndexOf('/');
        if (slash > 0) {
            return List.of(TopoPaths.shard(name.substring(0, slash), name.substring(slash + 1)), name);
        }
        return name.matches(".+-[0-9]+")
                ? List.of(TopoPaths.tablet(TabletAlias.parse(name)), TopoPaths.keyspace(name))
                : List.of(TopoPaths.keyspace(name));
    }
}
