package dev.palinode.shell.launch.connect;

import dev.palinode.engine.tls.JdbcTls;
import dev.palinode.engine.tls.TlsMaterial;
import dev.palinode.engine.tls.TlsMode;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.shell.client.ConnectOptions.SslMode;
import dev.palinode.shell.client.Dialer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The options that say how a connection is encrypted, by the names that the MySQL clients have for them. */
final class TlsOptions {
    @Option(
            names = "--ssl-mode",
            paramLabel = "MODE",
            completionCandidates = Modes.class,
            description =
                    "DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY. Default: VERIFY_CA with --ssl-ca,"
                            + " else PREFERRED")
    private Optional<String> mode = Optional.empty();

    @Option(
            names = "--ssl-ca",
            paramLabel = "FILE",
            description = "PEM file with the authorities that VERIFY_CA and VERIFY_IDENTITY trust. Default: those that"
                    + " the JDK trusts")
    private Optional<Path> ca = Optional.empty();

    @Option(
            names = "--ssl-cert",
            paramLabel = "FILE",
            description = "PEM file with the certificate to show the server.")
    private Optional<Path> cert = Optional.empty();

    @Option(names = "--ssl-key", paramLabel = "FILE", description = "Its private key: PEM, PKCS#8, no password.")
    private Optional<Path> key = Optional.empty();

    /** For completion on the command line. */
    static final class Modes extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Modes() {
            super(Arrays.stream(SslMode.values()).map(SslMode::name).toList());
        }
    }

    /** Options of which none was given. */
    TlsOptions() {}

    /**
     * How to connect.
     *
     * @param dialer equal to another one that does the same
     */
    record Tls(SslMode mode, Dialer dialer) {}

    /** Reads the files at each connection anew. */
    private record Dialing(TlsSettings settings) implements Dialer {
        @Override
        public Connection dial(String url, Properties properties) throws SQLException {
            return JdbcTls.connect(url, properties, settings);
        }
    }

    /**
     * Puts everything together.
     *
     * @param others what is said elsewhere by the same names, without the dashes
     * @throws IllegalArgumentException when it makes no sense, or a file cannot be used
     */
    Tls resolve(Function<String, Optional<String>> others) {
        Map<String, String> said = new HashMap<>();
        Map.of(
                        TlsSettings.MODE,
                        mode,
                        "ssl-ca",
                        ca.map(Path::toString),
                        "ssl-cert",
                        cert.map(Path::toString),
                        "ssl-key",
                        key.map(Path::toString))
                .forEach((name, value) -> value.or(() -> others.apply(name)).ifPresent(text -> said.put(name, text)));
        if (said.containsKey("ssl-ca")) {
            said.putIfAbsent(TlsSettings.MODE, TlsMode.VERIFY_CA.name());
        }
        Optional<TlsMode> wanted =
                Optional.ofNullable(said.get(TlsSettings.MODE)).flatMap(TlsMode::parse);
        if (wanted.isPresent() && !wanted.get().verifies()) {
            // As with the MySQL clients: nobody is looked at then.
            said.remove("ssl-ca");
        }
        TlsSettings settings = TlsSettings.of(said);
        SslMode effective = SslMode.valueOf(settings.effectiveMode().name());
        if (settings.ca().isEmpty() && settings.client().isEmpty()) {
            return new Tls(effective, Dialer.PLAIN);
        }
        try {
            TlsMaterial.read(settings);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new Tls(effective, new Dialing(settings));
    }
}
