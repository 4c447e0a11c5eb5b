package dev.palinode.engine.tls;

import java.util.Locale;
import java.util.Optional;

/** How much TLS is wanted, as {@code --ssl-mode} of MySQL's clients says it. */
public enum TlsMode {
    /** None. */
    DISABLED,
    /** If the server has it; who it is, is not verified. */
    PREFERRED,
    /** Or no connection; who it is, is not verified. */
    REQUIRED,
    /** The server's certificate is from an authority that is trusted. */
    VERIFY_CA,
    /** And it is for the host name of the URL. */
    VERIFY_IDENTITY;

    /** Reads a mode, in any case, with {@code -} or {@code _}. */
    public static Optional<TlsMode> parse(String text) {
        String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (TlsMode mode : values()) {
            if (mode.name().equals(name)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    /** Whether the certificate is looked at. */
    public boolean verifies() {
        return this == VERIFY_CA || this == VERIFY_IDENTITY;
    }
}
