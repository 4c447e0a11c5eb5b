package dev.palinode.shell.command.admin;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
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
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        List<String> words = Operands.split(operand);
        boolean help =
                words.isEmpty() || words.contains("--help") || words.get(0).equalsIgnoreCase("help");
        if (help) {
            describe(context.out(), words);
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

    private static void describe(PrintWriter out, List<String> words) {
        List<VtctlCatalog.Entry> entries = VtctlCatalog.ENTRIES.stream()
                .filter(e -> words.size() < 1
                        || words.stream().noneMatch(w -> VtctlCatalog.find(w).isPresent())
                        || words.stream().anyMatch(w -> w.equalsIgnoreCase(e.name())))
                .toList();
        entries.forEach(e -> {
            out.println("vtctl " + e.name() + " " + e.operands());
            out.println("    " + e.summary() + " Asks first.");
        });
        out.flush();
    }
}
