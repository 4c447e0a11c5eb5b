package dev.palinode.proxy.config;

import java.util.List;

/** The configuration cannot be used; the message lists every mistake. */
public final class ConfigFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigFault(List<String> mistakes) {
        super(
                mistakes.size() == 1
                        ? mistakes.get(0)
                        : mistakes.size() + " mistakes in the configuration:\n  - " + String.join("\n  - ", mistakes));
    }
}
