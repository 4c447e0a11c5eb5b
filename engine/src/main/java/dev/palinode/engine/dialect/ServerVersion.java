package dev.palinode.engine.dialect;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says it is.
 *
 * @param name {@code MySQL} or {@code MariaDB}
 * @param major such as 8 or 11
 * @param minor such as 0 or 4
 * @param text for people, such as {@code MySQL 8.0.36}
 */
public record ServerVersion(String name, int major, int minor, String text) {
    private static final Pattern NUMBERS = Pattern.compile("(?:5\\.5\\.5-)?((\\d+)\\.(\\d+)(?:\\.\\d+)?).*");

    public ServerVersion {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text");
    }

    /** Reads what {@code SELECT VERSION()} or the greeting said. */
    public static ServerVersion parse(String version) {
        String name = version.contains("MariaDB") ? "MariaDB" : "MySQL";
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            return new ServerVersion(name, 0, 0, version);
        }
        return new ServerVersion(
                name,
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)),
                name + " " + numbers.group(1));
    }

    /** Whether its version is this one or a later one. */
    boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    /** Whether we work with this server: the oldest are {@link #oldest}. */
    public boolean isSupported() {
        return name.equals("MariaDB") ? major > 10 || (major == 10 && minor >= 6) : major >= 8;
    }

    /** The privilege to end sessions of others, as this server spells it. */
    public String killPrivilege() {
        return name.equals("MariaDB") ? "CONNECTION ADMIN" : "CONNECTION_ADMIN";
    }

    /** The privilege to see how the server replicates, as it spells it. */
    public String replicationPrivilege() {
        return name.equals("MariaDB") ? "SLAVE MONITOR" : "REPLICATION CLIENT";
    }

    /** The schema that tells who holds a lock, where PROCESS is not enough to read it. */
    public Optional<String> lockSchema() {
        return name.equals("MariaDB") ? Optional.empty() : Optional.of("performance_schema");
    }

    /** The oldest versions that we work with, for people. */
    public static String oldest() {
        return "MySQL 8.0 and MariaDB 10.6";
    }
}
