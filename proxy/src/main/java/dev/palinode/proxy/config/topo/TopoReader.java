package dev.palinode.proxy.config.topo;

import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.client.TopoUrl;
import dev.palinode.engine.topo.store.TopoFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the keys of {@link TopoConfig}; what is wrong with them is added to the mistakes. */
public final class TopoReader {
    /** Where a password may be, if no file is named. */
    public static final String TABLET_PASSWORD_VARIABLE = "PALINODE_TABLET_PASSWORD";

    /** The same for etcd. */
    public static final String TOPO_PASSWORD_VARIABLE = "PALINODE_TOPO_PASSWORD";

    private static final String TOPO = "topo";
    private static final String TOPO_PASSWORD_FILE = "topo-password-file";
    private static final String KEYSPACE = "keyspace";
    private static final String USER = "tablet-user";
    private static final String PASSWORD_FILE = "tablet-password-file";
    private static final String TABLET = "tablet-";

    /** The keys, as in the file and, behind two dashes, on the command line. */
    public static final List<String> KEYS = Stream.concat(
                    Stream.of(TOPO, TOPO_PASSWORD_FILE, KEYSPACE, USER, PASSWORD_FILE),
                    TlsSettings.NAMES.stream().map(name -> TABLET + name))
            .toList();

    private final Map<String, String> said;
    private final Map<String, String> environment;
    private final List<String> mistakes;

    /**
     * A reader.
     *
     * @param said what was said, by key
     * @param environment for passwords
     * @param mistakes gets what is wrong
     */
    public TopoReader(Map<String, String> said, Map<String, String> environment, List<String> mistakes) {
        this.said = Map.copyOf(said);
        this.environment = Map.copyOf(environment);
        this.mistakes = mistakes;
    }

    /** Whether a key is the name of a file, which is beside the configuration file that names it. */
    public static boolean isFile(String key) {
        return key.endsWith("-file") || (key.startsWith(TABLET + "ssl-") && !key.equals(TABLET + TlsSettings.MODE));
    }

    /** The topology, if one is named. */
    public Optional<TopoConfig> read() {
        if (!said.containsKey(TOPO)) {
            List<String> without = new ArrayList<>(KEYS);
            without.retainAll(said.keySet());
            if (!without.isEmpty()) {
                mistakes.add(String.join(", ", without) + " says nothing without " + TOPO);
            }
            return Optional.empty();
        }
        int before = mistakes.size();
        need(KEYSPACE, "it is the name of the schema");
        need(USER, "the topology does not hold accounts");
        Optional<TopoUrl> url = url();
        Optional<TlsSettings> tls = tls();
        Optional<String> password = password(PASSWORD_FILE, TABLET_PASSWORD_VARIABLE);
        if (mistakes.size() > before || url.isEmpty() || tls.isEmpty()) {
            return Optional.empty();
        }
        Login login = new Login(said.getOrDefault(USER, ""), password.orElse(""));
        return Optional.of(new TopoConfig(url.get(), said.getOrDefault(KEYSPACE, ""), login, tls.get()));
    }

    private void need(String key, String why) {
        if (said.getOrDefault(key, "").replace(',', ' ').isBlank()) {
            mistakes.add(key + " is missing: with " + TOPO + ", " + why);
        }
    }

    private Optional<TopoUrl> url() {
        try {
            return Optional.of(
                    TopoUrl.parse(said.getOrDefault(TOPO, ""), password(TOPO_PASSWORD_FILE, TOPO_PASSWORD_VARIABLE)));
        } catch (TopoFault e) {
            mistakes.add(TOPO + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<TlsSettings> tls() {
        Map<String, String> settings = new HashMap<>();
        TlsSettings.NAMES.forEach(
                name -> Optional.ofNullable(said.get(TABLET + name)).ifPresent(value -> settings.put(name, value)));
        try {
            return Optional.of(TlsSettings.of(settings));
        } catch (IllegalArgumentException e) {
            mistakes.add(TABLET + e.getMessage());
            return Optional.empty();
        }
    }

    /** All of a file but the line end that editors put behind it, or an environment variable. */
    private Optional<String> password(String key, String variable) {
        Optional<String> file = Optional.ofNullable(said.get(key));
        if (file.isEmpty()) {
            return Optional.ofNullable(environment.get(variable));
        }
        try {
            return Optional.of(Files.readString(Path.of(file.get()), StandardCharsets.UTF_8)
                    .replaceFirst("\\r?\\n$", ""));
        } catch (IOException e) {
            mistakes.add(key + ": cannot read " + file.get());
            return Optional.empty();
        }
    }
}
