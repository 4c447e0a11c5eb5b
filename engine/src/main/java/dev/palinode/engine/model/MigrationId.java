package dev.palinode.engine.model;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The UUID of a migration, written as in Vitess: five groups of hexadecimal digits, 8-4-4-4-12, joined with
 * underscores.
 *
 * @param uuid 36 characters, lower case
 */
public record MigrationId(String uuid) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}");

    public MigrationId {
        Objects.requireNonNull(uuid, "uuid");
        if (!FORM.matcher(uuid).matches()) {
            throw new IllegalArgumentException("Not a valid migration ID: " + uuid);
        }
    }

    /** A new identifier that no other call returns. */
    public static MigrationId generate() {
        return new MigrationId(UUID.randomUUID().toString().replace('-', '_'));
    }

    /** The identifier that the text names (upper case and dashes are accepted), or empty when it is malformed. */
    public static Optional<MigrationId> parse(String text) {
        String normal = text.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        return FORM.matcher(normal).matches() ? Optional.of(new MigrationId(normal)) : Optional.empty();
    }

    /** The 32 hexadecimal digits without separators, as used in names of tables. */
    public String hex() {
        return uuid.replace("_", "");
    }

    @Override
    public String toString() {
        return uuid;
    }
}
