package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.store.TabletAlias;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo remove-tablet}. */
@Command(
        name = "remove-tablet",
        description = "Takes a server out of its shard. The server itself is not touched.",
        footerHeading = "%nExamples:%n",
        footer = {"  palinode topo remove-tablet zone1-101", "  palinode topo remove-tablet zone1-100 --allow-primary"})
final class RemoveTabletCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    @Parameters(index = "0", paramLabel = "ALIAS", description = "The tablet, such as zone1-101.")
    private String alias = "";

    @Option(names = "--allow-primary", description = "Even if it is the primary of its shard.")
    private boolean allowPrimary;

    RemoveTabletCommand() {}

    @Override
    public Integer call() {
        return topo.with(spec, (store, out) -> {
            TabletAlias parsed = TabletAlias.parse(alias);
            TopoCommand.editor(store).removeTablet(parsed, allowPrimary);
            out.say("removed tablet " + parsed);
            return 0;
        });
    }
}
