package dev.palinode.proxy.config;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.config.Settings.Backend;
import dev.palinode.proxy.config.Settings.Text;
import dev.palinode.proxy.config.topo.TopoConfig;
import dev.palinode.proxy.config.topo.TopoReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the configuration from a command line and a file. Not for concurrent use; each load takes a new one. */
public final class ConfigLoader {
    private final Environment environment;
    private final List<String> mistakes = new ArrayList<>();

    private ConfigLoader(Map<String, String> environment) {
        this.environment = new Environment(environment);
    }

    /**
     * Reads and checks everything.
     *
     * @param flags goes before the file
     * @param file a YAML file
     * @param environment for <code>${NAME}</code> in URLs
     * @throws ConfigFault with every mistake
     */
    public static ProxyConfig load(Settings flags, Optional<Path> file, Map<String, String> environment) {
        return new ConfigLoader(environment).load(flags, file);
    }

    private ProxyConfig load(Settings flags, Optional<Path> file) {
        Settings fromFile = file.map(path -> YamlSettings.read(path, mistakes)).orElseGet(Settings::none);
        Settings settings = flags.orElse(fromFile);
        SecurityConfig security = SecurityLoader.load(settings.security(), mistakes);
        boolean users = settings.security().one(SecurityKey.USERS).isPresent();
        ServerAddress listen =
                settings.listen().map(text -> listen(text, users)).orElse(ProxyConfig.DEFAULT_LISTEN);
        DdlStrategy strategy = settings.ddlStrategy().map(this::strategy).orElse(DdlStrategy.DIRECT);
        List<BackendUrl> backends = new ArrayList<>();
        settings.backends().forEach(backend -> backend(backend).ifPresent(backends::add));
        Optional<TopoConfig> topo = topo(settings.operations());
        if (settings.backends().isEmpty() && topo.isEmpty() && mistakes.isEmpty()) {
            mistakes.add("no backend is named: say --backend mysql://user:password@host:port/schema");
        }
        if (!settings.backends().isEmpty() && topo.isPresent()) {
            mistakes.add("the servers are either in the topology, or named as backends");
        }
        checkTogether(backends);
        Operations operations = new OperationsReader(settings.operations(), mistakes).read();
        if (!mistakes.isEmpty()) {
            throw new ConfigFault(mistakes);
        }
        return new ProxyConfig(listen, backends, strategy, security, operations, topo);
    }

    private Optional<TopoConfig> topo(Map<String, Text> said) {
        Map<String, String> values = new HashMap<>();
        TopoReader.KEYS.stream()
                .filter(said::containsKey)
                .forEach(key ->
                        values.put(key, said.getOrDefault(key, new Text("", "")).value()));
        return new TopoReader(values, environment.variables(), mistakes).read();
    }

    private ServerAddress listen(Text text, boolean users) {
        try {
            ServerAddress address = ServerAddress.parse(text.value(), ProxyConfig.DEFAULT_LISTEN.port());
            if (!users && !InetAddress.getByName(address.host()).isLoopbackAddress()) {
                mistakes.add(text.where() + ": other machines could connect to " + address.host()
                        + "; without a users file the proxy listens on loopback addresses only (127.0.0.1, [::1])");
            }
            return address;
        } catch (UnknownHostException e) {
            mistakes.add(text.where() + ": unknown host in " + text.value());
        } catch (IllegalArgumentException e) {
            mistakes.add(text.where() + ": " + e.getMessage());
        }
        return ProxyConfig.DEFAULT_LISTEN;
    }

    private DdlStrategy strategy(Text text) {
        try {
            return DdlStrategyParser.parse(text.value());
        } catch (EngineFault e) {
            mistakes.add(text.where() + ": " + e.getMessage());
            return DdlStrategy.DIRECT;
        }
    }

    private Optional<BackendUrl> backend(Backend backend) {
        try {
            BackendUrl url =
                    withTls(BackendUrl.parse(environment.expandUrl(backend.url().value())), backend);
            if (backend.passwordFile().isEmpty()) {
                return Optional.of(url);
            }
            if (!url.login().password().isEmpty()) {
                mistakes.add(backend.url().where() + ": the password is in the URL and in a password-file");
            }
            return Optional.of(
                    url.withPassword(passwordOf(backend.passwordFile().get())));
        } catch (IllegalArgumentException e) {
            mistakes.add(backend.url().where() + ": " + e.getMessage());
        } catch (IOException e) {
            mistakes.add(backend.url().where() + ": cannot read the password-file "
                    + backend.passwordFile().map(Path::toString).orElse(""));
        }
        return Optional.empty();
    }

    private static BackendUrl withTls(BackendUrl url, Backend backend) {
        if (backend.tls().isEmpty()) {
            return url;
        }
        if (!url.tls().equals(TlsSettings.UNSAID)) {
            throw new IllegalArgumentException("TLS is in the URL and beside it");
        }
        return url.withTls(TlsSettings.of(backend.tls()));
    }

    /** All of the file but the line end that editors put behind it. */
    private static String passwordOf(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\r?\\n$", "");
    }

    private void checkTogether(List<BackendUrl> backends) {
        Set<ServerAddress> seen = new HashSet<>();
        for (BackendUrl backend : backends) {
            if (!seen.add(backend.address())) {
                mistakes.add("the backend " + backend.address() + " is named twice");
            }
            BackendUrl first = backends.get(0);
            if (!backend.login().equals(first.login())) {
                mistakes.add("the backends " + first + " and " + backend
                        + " must have one user and password: the proxy uses it at whichever is the primary");
            }
        }
    }
}
