package dev.palinode.engine.topo;

import dev.palinode.engine.tls.TlsSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server as users name it: {@code mysql://user:password@host:port/schema?ssl-mode=…}. User, password, schema and
 * values may hold percent escapes; an IPv6 address stands in brackets.
 *
 * @param login the account
 * @param address where the server listens
 * @param schema the schema, which is the keyspace
 * @param tls how to connect
 */
public record BackendUrl(Login login, ServerAddress address, String schema, TlsSettings tls) {
    /** The port that is meant when none is given. */
    public static final int DEFAULT_PORT = 3306;

    /** MySQL's limit for names of schemas, in characters. */
    private static final int MAX_SCHEMA_LENGTH = 64;

    private static final String SHAPE = "mysql://user:password@host:port/schema";

    /** The user part ends at the last @ before the path, so that an @ in a password is understood. */
    private static final Pattern URL = Pattern.compile("mysql://(?:([^/]*)@)?([^/@]*)(?:/([^?]*)(?:\\?(.*))?)?");

    public BackendUrl {
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(tls, "tls");
    }

    /** With TLS as nobody has said anything of it. */
    public BackendUrl(Login login, ServerAddress address, String schema) {
        this(login, address, schema, TlsSettings.UNSAID);
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is not one; the message says what is wrong and never holds the password
     */
    public static BackendUrl parse(String text) {
        Matcher url = URL.matcher(text.trim());
        if (!url.matches()) {
            throw new IllegalArgumentException("a backend is written " + SHAPE);
        }
        String account = url.group(1) == null ? "" : url.group(1);
        int colon = account.indexOf(':');
        String user = decode("user", colon < 0 ? account : account.substring(0, colon));
        String password = colon < 0 ? "" : decode("password", account.substring(colon + 1));
        if (user.isEmpty()) {
            throw new IllegalArgumentException("the user is missing: " + SHAPE);
        }
        return new BackendUrl(
                new Login(user, password),
                ServerAddress.parse(url.group(2), DEFAULT_PORT),
                schema(url.group(3)),
                tls(url.group(4)));
    }

    private static String schema(String path) {
        String schema = path == null ? "" : decode("schema", path);
        if (schema.isEmpty()) {
            throw new IllegalArgumentException("the schema is missing: " + SHAPE);
        }
        if (schema.contains("/")) {
            throw new IllegalArgumentException("there is nothing but ?ssl-mode=… behind the schema in " + SHAPE);
        }
        if (schema.length() > MAX_SCHEMA_LENGTH) {
            throw new IllegalArgumentException("the schema's name is longer than " + MAX_SCHEMA_LENGTH + " characters");
        }
        return schema;
    }

    private static TlsSettings tls(@Nullable String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String part : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !TlsSettings.NAMES.contains(name)) {
                throw new IllegalArgumentException("behind the schema there may be "
                        + String.join(", ", TlsSettings.NAMES) + ", not \"" + name + "\"");
            }
            parameters.put(name, decode(name, part.substring(equals + 1)));
        }
        return TlsSettings.of(parameters);
    }

    /** The same with other TLS. */
    public BackendUrl withTls(TlsSettings other) {
        return new BackendUrl(login, address, schema, other);
    }

    private static String decode(String part, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the " + part + " holds a % that is not an escape (write it %25)");
        }
    }

    /** The same with another password. */
    public BackendUrl withPassword(String password) {
        return new BackendUrl(new Login(login.user(), password), address, schema, tls);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "mysql://" + login.user() + "@" + address + "/" + schema;
    }
}
