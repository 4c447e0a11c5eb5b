package dev.palinode.proxy.config;

import dev.palinode.proxy.auth.NetworkRange;
import dev.palinode.proxy.config.Settings.Text;
import dev.palinode.proxy.listen.ListenerTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what was said of users, TLS and load balancers; the files themselves are read at the start. */
final class SecurityLoader {
    private static final String AUTO = "auto";
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    private final SecuritySettings settings;
    private final List<String> mistakes;

    private SecurityLoader(SecuritySettings settings, List<String> mistakes) {
        this.settings = settings;
        this.mistakes = mistakes;
    }

    static SecurityConfig load(SecuritySettings settings, List<String> mistakes) {
        return new SecurityLoader(settings, mistakes).load();
    }

    private SecurityConfig load() {
        Optional<ListenerTls> tls = tls();
        boolean require = settings.one(SecurityKey.REQUIRE_SECURE_TRANSPORT)
                .map(this::isTrue)
                .orElse(false);
        if (require && tls.isEmpty()) {
            settings.one(SecurityKey.REQUIRE_SECURE_TRANSPORT)
                    .ifPresent(text -> mistake(text, "no client could connect: there is no tls-cert, nor tls: auto"));
        }
        return new SecurityConfig(file(SecurityKey.USERS), tls, require, networks());
    }

    private Optional<ListenerTls> tls() {
        Optional<Path> cert = file(SecurityKey.TLS_CERT);
        Optional<Path> key = file(SecurityKey.TLS_KEY);
        Optional<Path> ca = file(SecurityKey.TLS_CA);
        Optional<Text> mode = settings.one(SecurityKey.TLS);
        String version =
                settings.one(SecurityKey.TLS_MIN_VERSION).map(this::version).orElse(ListenerTls.DEFAULT_MIN_VERSION);
        boolean auto = mode.map(Text::value).filter(AUTO::equals).isPresent();
        mode.filter(text -> !auto)
                .ifPresent(text -> mistake(text, "only auto is known; for files say tls-cert and tls-key"));
        boolean named = given(SecurityKey.TLS_CERT) || given(SecurityKey.TLS_KEY);
        if (given(SecurityKey.TLS_CERT) != given(SecurityKey.TLS_KEY)) {
            mistakes.add("tls-cert and tls-key belong together: one of them is missing");
        }
        if (auto && named) {
            mistakes.add("tls: auto makes a certificate, and tls-cert names one; say one of them");
        }
        if (!auto && !named && (given(SecurityKey.TLS_CA) || given(SecurityKey.TLS_MIN_VERSION))) {
            mistakes.add("tls-ca and tls-min-version say nothing without tls-cert, or tls: auto");
        }
        if (auto) {
            return Optional.of(new ListenerTls(Optional.empty(), ca, version));
        }
        return cert.flatMap(certFile -> key.map(
                keyFile -> new ListenerTls(Optional.of(new ListenerTls.Files(certFile, keyFile)), ca, version)));
    }

    private boolean given(SecurityKey key) {
        return settings.one(key).isPresent();
    }

    private Optional<Path> file(SecurityKey key) {
        return settings.one(key).flatMap(text -> {
            Path path = Path.of(text.value());
            if (!Files.isReadable(path) || Files.isDirectory(path)) {
                mistake(text, "cannot read the file " + path);
                return Optional.empty();
            }
            return Optional.of(path);
        });
    }

    private String version(Text text) {
        if (!VERSIONS.contains(text.value())) {
            mistake(text, "it is one of " + String.join(", ", VERSIONS));
        }
        return text.value();
    }

    private boolean isTrue(Text text) {
        if (!text.value().equals("true") && !text.value().equals("false")) {
            mistake(text, "it is true or false");
        }
        return text.value().equals("true");
    }

    private List<NetworkRange> networks() {
        List<NetworkRange> networks = new ArrayList<>();
        for (Text text : settings.all(SecurityKey.PROXY_PROTOCOL_NETWORKS)) {
            Optional<NetworkRange> network = NetworkRange.parse(text.value());
            if (network.isEmpty()) {
                mistake(text, "not an address nor a network as 10.1.0.0/16: " + text.value());
            }
            network.ifPresent(networks::add);
        }
        return networks;
    }

    private void mistake(Text text, String what) {
        mistakes.add(text.where() + ": " + what);
    }
}
