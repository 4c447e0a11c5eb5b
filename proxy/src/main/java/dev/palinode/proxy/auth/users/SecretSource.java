package dev.palinode.proxy.auth.users;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks up secrets that a file only refers to: {@code env:NAME}, {@code file:PATH}. */
final class SecretSource {
    private static final String ENV = "env:";
    private static final String FILE = "file:";

    private final Path beside;
    private final Map<String, String> environment;
    private final Set<Path> files = new HashSet<>();

    /**
     * A source.
     *
     * @param beside the file that refers to them; paths are relative to it
     */
    SecretSource(Path beside, Map<String, String> environment) {
        this.beside = beside;
        this.environment = environment;
    }

    /**
     * The secret.
     *
     * @throws IllegalArgumentException if there is none; the message says why and, as the text may be a password that
     *     was written there by mistake, does not repeat it
     */
    String get(String reference) {
        if (reference.startsWith(ENV)) {
            String name = reference.substring(ENV.length());
            return notEmpty("the environment variable " + name, environment.getOrDefault(name, ""));
        }
        if (reference.startsWith(FILE)) {
            Path file = beside.resolveSibling(reference.substring(FILE.length()));
            files.add(file);
            try {
                // Without the line end that editors put behind it.
                String text = Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\r?\\n$", "");
                return notEmpty("the file " + file, text);
            } catch (IOException e) {
                throw new IllegalArgumentException("cannot read the secret from " + file, e);
            }
        }
        throw new IllegalArgumentException("a secret is not written here, but where it is: env:NAME or file:PATH");
    }

    private static String notEmpty(String where, String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException(where + " is not set or empty");
        }
        return secret;
    }

    /** The files that were looked into. */
    Set<Path> files() {
        return Set.copyOf(files);
    }
}
