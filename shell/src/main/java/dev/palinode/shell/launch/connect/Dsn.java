package dev.palinode.shell.launch.connect;

import dev.palinode.engine.tls.TlsSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address with everything in it: {@code mysql://user:password@host:port/database?ssl-mode=REQUIRED}.
 *
 * @param database the path
 * @param parameters those that concern TLS, by the names that the MySQL clients have for them
 */
record Dsn(
        Optional<String> host,
        Optional<Integer> port,
        Optional<String> user,
        Optional<String> password,
        Optional<String> database,
        Map<String, String> parameters) {
    /** Nothing in it. */
    static final Dsn NONE =
            new Dsn(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    private static final Pattern PLACE = Pattern.compile("(?<host>\\[[^\\]]+\\]|[^:\\[\\]]+)(?::(?<port>\\d{1,5})?)?");

    static boolean is(String word) {
        return word.startsWith("mysql://") || word.startsWith("mariadb://");
    }

    /** Reads one; never repeats it in a message, as there may be a password in it. */
    static Dsn parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the address is no mysql://user@host:port/database", e);
        }
        // Of an authority whose host has an underscore a URI knows no parts.
        String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        int at = authority.lastIndexOf('@');
        Matcher place = PLACE.matcher(authority.substring(at + 1));
        if (!place.matches()) {
            throw new IllegalArgumentException("the address names no host: mysql://user@host:port/database");
        }
        String[] account = authority.substring(0, Math.max(0, at)).split(":", 2);
        String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("^/", "");
        return new Dsn(
                Optional.of(place.group("host").replaceAll("[\\[\\]]", "")),
                Optional.ofNullable(place.group("port")).map(Integer::valueOf).filter(port -> port > 0),
                decoded(account[0]),
                account.length > 1 ? decoded(account[1]) : Optional.empty(),
                decoded(path),
                parameters(Optional.ofNullable(uri.getRawQuery()).orElse("")));
    }

    /** What it says by one of these names. */
    Optional<String> tls(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> found = new HashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            String name = parts[0].equalsIgnoreCase("sslMode") ? TlsSettings.MODE : parts[0].toLowerCase(Locale.ROOT);
            if (parts.length == 2 && TlsSettings.NAMES.contains(name)) {
                decoded(parts[1]).ifPresent(value -> found.putIfAbsent(name, value));
            }
        }
        return found;
    }

    private static Optional<String> decoded(String part) {
        return part.isEmpty()
                ? Optional.empty()
                : Optional.of(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "mysql://" + host.orElse("");
    }
}
