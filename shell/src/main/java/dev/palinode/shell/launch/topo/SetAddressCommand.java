package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.store.TabletAlias;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo set-address}. */
@Command(
        name = "set-address",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Says that a server listens at another address. It stays what it is, also the primary.",
        footerHeading = "%nExamples:%n",
        footer = "  palinode topo set-address zone1-100 db1.new:3306")
final class SetAddressCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    @Parameters(index = "0", paramLabel = "ALIAS", description = "The tablet, such as zone1-101.")
    private String alias = "";

    @Parameters(index = "1", paramLabel = "HOST[:PORT]", description = "Where it listens from now on.")
    private String address = "";

    SetAddressCommand() {}

    @Override
    public Integer call() {
        ServerAddress server = AddTabletCommand.address(spec, address);
        return topo.with(spec, (store, out) -> {
            TabletAlias parsed = TabletAlias.parse(alias);
            TopoCommand.editor(store).setAddress(parsed, server);
            out.say("tablet " + parsed + " is at " + server);
            return 0;
        });
    }
}
