package dev.palinode.shell.launch.access;

import dev.palinode.proxy.auth.SaltedHash;
import dev.palinode.shell.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palinode user hash}: makes an entry of the users file. */
@Command(
        name = "hash",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Prints an entry for the users file: the name, and a salted hash of the password that MySQL's"
                    + " caching_sha2_password would store.",
            "",
            "The password is asked for on the terminal, twice, without showing it. Without a terminal it is the first"
                    + " line of standard input.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  palinode user hash shop", "  palinode user hash --role admin ops < password.txt"})
final class UserHashCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @SuppressWarnings("UnusedVariable") // picocli reads it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean helpRequested;

    @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "app",
            description = "app or admin. Default: $" + "{DEFAULT-VALUE}")
    private String role = "";

    UserHashCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!role.equals("app") && !role.equals("admin")) {
            throw new ParameterException(spec.commandLine(), "--role is app or admin");
        }
        String password = password();
        if (password.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "the password is empty");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("users:");
        out.println("  - name: " + quoted(name));
        out.println("    hash: "
                + quoted(SaltedHash.of(password, new SecureRandom()).text()));
        out.println("    role: " + role);
        out.flush();
        return 0;
    }

    /** As YAML quotes without escapes. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private String password() throws IOException {
        Optional<String> first = Shell.askPassword();
        if (first.isEmpty()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            return Optional.ofNullable(in.readLine()).orElse("");
        }
        if (!first.equals(Shell.askPassword())) {
            throw new ParameterException(spec.commandLine(), "the two passwords are not the same");
        }
        return first.get();
    }
}
