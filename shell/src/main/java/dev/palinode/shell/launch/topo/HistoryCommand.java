package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.store.HistoryEntry;
import dev.palinode.engine.topo.store.TopoHistory;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code palinode topo history}: who has changed what, when. */
@Command(
        name = "history",
        description = "Lists the changes of the topology: when, who, what. The oldest is first.",
        footerHeading = "%nExamples:%n",
        footer = {"  palinode topo history", "  palinode topo history --output json"})
final class HistoryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ParentCommand
    private TopoCommand topo = new TopoCommand();

    HistoryCommand() {}

    @Override
    public Integer call() {
        return topo.with(spec, (store, out) -> {
            List<HistoryEntry> all = new TopoHistory(store, InstantSource.system()).all();
            if (out.isJson()) {
                out.json(all.stream().map(HistoryEntry::toJson).toList());
            } else {
                out.table(
                        List.of("Time", "Who", "What"),
                        all.stream()
                                .map(entry -> List.of(entry.time().toString(), entry.who(), entry.what()))
                                .toList());
            }
            return 0;
        });
    }
}
