package dev.palinode.proxy.auth;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where a user may come from, as MySQL writes it: an address, a network, a pattern of an address with {@code %} and
 * {@code _}, or {@code localhost}. Names are not looked up: whoever owns an address decides what name it has.
 */
public final class HostPattern {
    private static final String LOCALHOST = "localhost";
    private static final Pattern WILD = Pattern.compile("[0-9A-Fa-f.:%_]*[%_][0-9A-Fa-f.:%_]*");

    private final Predicate<InetAddress> rule;

    private HostPattern(Predicate<InetAddress> rule) {
        this.rule = rule;
    }

    /** Reads a pattern; empty if it is none. */
    public static Optional<HostPattern> parse(String text) {
        if (text.equalsIgnoreCase(LOCALHOST)) {
            return Optional.of(new HostPattern(InetAddress::isLoopbackAddress));
        }
        if (WILD.matcher(text).matches()) {
            Pattern regex = Pattern.compile(
                    text.replace(".", "\\.").replace("%", ".*").replace('_', '.'), Pattern.CASE_INSENSITIVE);
            return Optional.of(new HostPattern(
                    address -> regex.matcher(address.getHostAddress()).matches()));
        }
        return NetworkRange.parse(text).map(range -> new HostPattern(range::contains));
    }

    /** Whether the user may come from there. */
    public boolean matches(InetAddress address) {
        return rule.test(address);
    }

    /** The client's host as MySQL's messages name it: {@code localhost}, or the address. */
    public static String display(InetAddress address) {
        return address.isLoopbackAddress() ? LOCALHOST : address.getHostAddress();
    }
}
