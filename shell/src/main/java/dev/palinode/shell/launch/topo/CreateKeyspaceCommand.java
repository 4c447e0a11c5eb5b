package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.client.ShardName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo create-keyspace}. */
@Command(
        name = "create-keyspace",
        description = "Makes a keyspace known, with the shard 0. No server is touched.",
        footerHeading = "%nExamples:%n",
        footer = "  palinode topo create-keyspace commerce")
final class CreateKeyspaceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    @Parameters(index = "0", paramLabel = "KEYSPACE", description = "Its name, which is that of the schema.")
    private String keyspace = "";

    CreateKeyspaceCommand() {}

    @Override
    public Integer call() {
        return topo.with(spec, (store, out) -> {
            TopoCommand.editor(store).createKeyspace(keyspace, ShardName.ONLY);
            out.say("created keyspace " + keyspace);
            return 0;
        });
    }
}
