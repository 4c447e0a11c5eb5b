package dev.palinode.shell.launch.completion;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palinode completion}: a script by which a shell of the system completes the command line. */
@Command(
        name = "completion",
        description = {"Prints a script by which bash, zsh or fish completes the command line of palinode.", ""},
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(palinode completion bash)",
            "  palinode completion zsh > ~/.palinode-completion && source ~/.palinode-completion",
            "  palinode completion fish > ~/.config/fish/completions/palinode.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** Shells that scripts are made for. */
    enum Target {
        /** Also read by zsh, whose bashcompinit it calls. */
        BASH,
        /** The same script. */
        ZSH,
        /** One line per option. */
        FISH
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish")
    private Target target = Target.BASH;

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean helpRequested;

    /** The command. */
    public CompletionCommand() {}

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        String name = spec.root().name();
        String script = target == Target.FISH ? FishScript.of(root.getCommandSpec()) : AutoComplete.bash(name, root);
        spec.commandLine().getOut().print(script);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
