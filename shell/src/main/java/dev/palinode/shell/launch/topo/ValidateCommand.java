package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.store.TopoView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo validate}: whether the records fit together. */
@Command(
        name = "validate",
        description = "Says which records cannot be read, or do not fit together. It asks no server.",
        footerHeading = "%nExamples:%n",
        footer = "  palinode topo validate")
final class ValidateCommand implements Callable<Integer> {
    private static final int FOUND = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    ValidateCommand() {}

    @Override
    public Integer call() {
        return topo.with(spec, (store, out) -> {
            TopoView view = TopoView.read(store);
            List<String> problems = view.problems();
            if (problems.isEmpty()) {
                out.say("ok: " + view.keyspaces().size() + " keyspaces, "
                        + view.tablets().size() + " tablets");
                return 0;
            }
            problems.forEach(out::say);
            return FOUND;
        });
    }
}
