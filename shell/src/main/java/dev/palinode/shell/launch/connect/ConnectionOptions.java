package dev.palinode.shell.launch.connect;

import dev.palinode.shell.client.ConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options that say where to connect and as whom, by the names that the MySQL clients have for them. The command line
 * comes first, then an address ({@code mysql://…}), then the option file, then what is usual.
 */
public final class ConnectionOptions {
    /** Environment variable that may hold the password. */
    public static final String PASSWORD_VARIABLE = "PALINODE_PASSWORD";

    /** Environment variable that may hold a whole address. */
    public static final String URL_VARIABLE = "PALINODE_URL";

    private static final String USUAL_HOST = "127.0.0.1";
    private static final int USUAL_PORT = 15306;
    private static final String USUAL_USER = "root";

    @Option(
            names = {"-h", "--host"},
            paramLabel = "HOST",
            description = "Server. Default: " + USUAL_HOST)
    private Optional<String> host = Optional.empty();

    @Option(
            names = {"-P", "--port"},
            paramLabel = "PORT",
            description = "TCP port. Default: " + USUAL_PORT)
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "Account. Default: " + USUAL_USER)
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-p", "--password"},
            description = "Ask for the password. Without it, it is the environment variable " + PASSWORD_VARIABLE
                    + ", that of the option file, MYSQL_PWD, or empty.")
    private boolean askPassword;

    @Option(
            names = {"-D", "--database"},
            paramLabel = "NAME",
            description = "Current database; also as the last word of the command line, where an address"
                    + " mysql://user@host:port/database may stand instead.")
    private Optional<String> database = Optional.empty();

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(
            names = "--defaults-file",
            paramLabel = "FILE",
            description = "Option file with a section [client], [mysql] or [palinode]. Default: ~/.my.cnf")
    private Optional<Path> defaultsFile = Optional.empty();

    @Option(names = "--no-defaults", description = "Read no option file.")
    private boolean noDefaults;

    /** Options of which none was given. */
    public ConnectionOptions() {}

    /**
     * Puts everything together.
     *
     * @param operand the last word of the command line: a database or an address
     * @param environment of the process
     * @param home the user's directory, where the usual option file is
     * @param ask asks the person for the password; empty where nobody can be asked
     * @return where to connect
     * @throws IllegalArgumentException when something is wrong with what was given; the message never has a password
     */
    public ConnectOptions resolve(
            Optional<String> operand, Map<String, String> environment, Path home, Supplier<Optional<String>> ask) {
        Optional<String> address = operand.filter(Dsn::is).or(() -> Optional.ofNullable(environment.get(URL_VARIABLE)));
        Dsn dsn = address.map(Dsn::parse).orElse(Dsn.NONE);
        OptionFile file = file(home);
        String name = database.or(() -> operand.filter(word -> !Dsn.is(word)))
                .or(dsn::database)
                .or(() -> file.get("database"))
                .orElse("");
        TlsOptions.Tls encryption = tls.resolve(option -> dsn.tls(option).or(() -> file.get(option)));
        return new ConnectOptions(
                host.or(dsn::host).or(() -> file.get("host")).orElse(USUAL_HOST),
                port.or(dsn::port)
                        .or(() -> file.get("port").map(ConnectionOptions::number))
                        .orElse(USUAL_PORT),
                user.or(dsn::user).or(() -> file.get("user")).orElse(USUAL_USER),
                password(dsn, file, environment, ask),
                name,
                encryption.mode(),
                encryption.dialer());
    }

    private String password(Dsn dsn, OptionFile file, Map<String, String> environment, Supplier<Optional<String>> ask) {
        if (askPassword) {
            return ask.get()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no terminal to ask for the password; set " + PASSWORD_VARIABLE));
        }
        return Optional.ofNullable(environment.get(PASSWORD_VARIABLE))
                .or(dsn::password)
                .or(() -> file.get("password"))
                .or(() -> Optional.ofNullable(environment.get("MYSQL_PWD")))
                .orElse("");
    }

    private OptionFile file(Path home) {
        if (noDefaults) {
            return OptionFile.none();
        }
        Path file = defaultsFile.orElse(home.resolve(".my.cnf"));
        if (defaultsFile.isEmpty() && !Files.isReadable(file)) {
            return OptionFile.none();
        }
        try {
            return OptionFile.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the option file " + file, e);
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the port of the option file is no number: " + text, e);
        }
    }
}
