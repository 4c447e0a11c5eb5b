package dev.palinode.engine.topo.client;

import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.etcd.EtcdSettings;
import dev.palinode.engine.topo.store.etcd.EtcdTopoStore;
import dev.palinode.engine.topo.store.file.FileTopoStore;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A store as users name it: {@code file:/path}, or {@code etcd://user@host:2379,host2:2379/root?ssl-mode=…}. A
 * password is never in it.
 *
 * @param text as it was written
 * @param opener makes the store
 */
public record TopoUrl(String text, Supplier<TopoStore> opener) {
    private static final String SHAPES = "a topology is file:/path or etcd://host:2379/root";

    /** Etcd's port for clients. */
    private static final int ETCD_PORT = 2379;

    private static final Pattern ETCD = Pattern.compile("etcd://(?:([^@/]*)@)?([^@/?]+)(?:/([^?]*))?(?:\\?(.*))?");

    public TopoUrl {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(opener, "opener");
    }

    /**
     * Reads a URL.
     *
     * @param password of the user in it
     * @throws TopoFault {@code INVALID}; the message is for people
     */
    public static TopoUrl parse(String text, Optional<String> password) {
        String trimmed = text.trim();
        if (trimmed.startsWith("file:")) {
            String path = trimmed.substring("file:".length()).replaceFirst("^///", "/");
            if (!path.startsWith("/") || path.startsWith("//")) {
                throw TopoFault.invalid("the path of a topology is absolute: file:/var/lib/palinode/topo");
            }
            return new TopoUrl(trimmed, () -> FileTopoStore.open(Path.of(path)));
        }
        Matcher etcd = ETCD.matcher(trimmed);
        if (!etcd.matches()) {
            throw TopoFault.invalid(SHAPES);
        }
        EtcdSettings settings = etcd(etcd, password);
        return new TopoUrl(trimmed, () -> EtcdTopoStore.open(settings));
    }

    private static EtcdSettings etcd(Matcher url, Optional<String> password) {
        Optional<Login> login = Optional.ofNullable(url.group(1)).map(user -> login(user, password));
        try {
            List<ServerAddress> members = Arrays.stream(url.group(2).split(",", -1))
                    .map(member -> ServerAddress.parse(member, ETCD_PORT))
                    .toList();
            String root = Optional.ofNullable(url.group(3)).orElse("").replaceAll("^/+|/+$", "");
            Map<String, String> tls = new HashMap<>();
            Optional<String> query = Optional.ofNullable(url.group(4)).filter(said -> !said.isEmpty());
            for (String part : query.map(said -> said.split("&", -1)).orElseGet(() -> new String[0])) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                if (equals < 0 || !TlsSettings.NAMES.contains(name)) {
                    throw TopoFault.invalid("behind the root there may be " + String.join(", ", TlsSettings.NAMES)
                            + ", not \"" + name + "\"");
                }
                tls.put(name, URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
            }
            return new EtcdSettings(members, root, login, TlsSettings.of(tls));
        } catch (IllegalArgumentException e) {
            throw new TopoFault(TopoFault.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static Login login(String user, Optional<String> password) {
        if (user.contains(":")) {
            throw TopoFault.invalid("the password of a topology is not in its URL, where others could see it");
        }
        return new Login(
                URLDecoder.decode(user, StandardCharsets.UTF_8),
                password.orElseThrow(() -> TopoFault.invalid("etcd's user " + user + " has no password")));
    }

    /**
     * Opens the store; may block.
     *
     * @throws TopoFault if it cannot be used
     */
    public TopoStore open() {
        return opener.get();
    }

    @Override
    public String toString() {
        return text;
    }
}
