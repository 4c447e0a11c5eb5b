package dev.palinode.engine.topo;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host name or address
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]]+)(?::(.*))?");

    public ServerAddress {
        Objects.requireNonNull(host, "host");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be between 1 and 65535, not " + port);
        }
    }

    /**
     * Reads {@code host:port}, or {@code host} with the default port; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException if it is neither; the message says why
     */
    public static ServerAddress parse(String text, int defaultPort) {
        Matcher parts = HOST_PORT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a host and port: \"" + text + "\"");
        }
        String host = parts.group(1).replaceAll("[\\[\\]]", "");
        String port = parts.group(2);
        if (host.matches("[0-9]+")) {
            // Resolvers take a number for an IPv4 address; who writes one means a port.
            throw new IllegalArgumentException("\"" + host + "\" is a number, and no host: say host:port");
        }
        if (port == null) {
            return new ServerAddress(host, defaultPort);
        }
        if (!port.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("the port is a number between 1 and 65535, not \"" + port + "\"");
        }
        return new ServerAddress(host, Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
