package dev.palinode.shell.command.admin;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.render.text.Width;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends {@code VTCTL …}; asks before what may interrupt or destroy something. */
final class VtctlCommand implements Command {
    private static final String YES = "--yes";

    private static final Manual MANUAL = Manual.of(
                    Group.ADMIN,
                    "vtctl",
                    "<command> [words] [--yes]",
                    "administration by the commands of vtctldclient",
                    "vtctl PlannedReparentShard commerce/0")
            .details(Stream.concat(
                            VtctlCatalog.ENTRIES.stream().map(entry -> entry.name() + " " + entry.operands()),
                            Stream.of(
                                    "These ask, as may others that the server knows; --yes says so in advance.",
                                    "vtctl alone says what each does."))
                    .toArray(String[]::new));

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Optional<Manual> about(String topic) {
        return VtctlCatalog.find(topic)
                .map(entry -> Manual.of(
                                Group.ADMIN, "vtctl " + entry.name(), entry.operands(), entry.summary(), example(entry))
                        .details(entry.risk().isEmpty() ? "Only looks." : "Asks first: " + entry.risk()));
    }

    private static String example(VtctlCatalog.Entry entry) {
        String operands = entry.operands()
                .replaceAll("\\[[^\\]]*\\] ?", "")
                .replaceAll("\\((.*) \\| .*\\)", "$1")
                .replace("<name>", "vcopier")
                .replace("<keyspace/shard>", "commerce/0")
                .replace("<alias>", "zone1-101")
                .replace("<keyspace>", "commerce")
                .replace("<host:port>", "db4:3306")
                .replace("<true|false>", "true");
        return ("vtctl " + entry.name() + " " + operands).strip();
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        List<String> words = Operands.split(operand);
        boolean help =
                words.isEmpty() || words.contains("--help") || words.get(0).equalsIgnoreCase("help");
        if (help) {
            describe(context, words);
            return Next.GO_ON;
        }
        Optional<String> risk = VtctlCatalog.risk(words.get(0));
        if (risk.isPresent()) {
            context.confirm(risk.get(), words.contains(YES));
        }
        // Sent as typed, quotes and all; the one word that is the shell's own is left out.
        String sql = "VTCTL "
                + operand.replaceAll("(?<=\\s|^)" + YES + "(?=\\s|$)", "").strip();
        context.runner().echo(sql);
        context.runner().run(sql);
        return Next.GO_ON;
    }

    private static void describe(ShellContext context, List<String> words) {
        List<VtctlCatalog.Entry> entries = VtctlCatalog.ENTRIES.stream()
                .filter(e -> words.size() < 1
                        || words.stream().noneMatch(w -> VtctlCatalog.find(w).isPresent())
                        || words.stream().anyMatch(w -> w.equalsIgnoreCase(e.name())))
                .toList();
        int width = context.output().layout().get().width();
        PrintWriter out = context.out();
        entries.forEach(e -> {
            Width.fold(e.usage(), width - 1, "        ").forEach(out::println);
            Width.fold("    " + e.summary() + (e.risk().isEmpty() ? "" : " Asks first."), width - 1, "    ")
                    .forEach(out::println);
        });
        out.flush();
    }
}
