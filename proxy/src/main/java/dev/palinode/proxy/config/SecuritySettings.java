package dev.palinode.proxy.config;

import dev.palinode.proxy.config.Settings.Text;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was said of users, TLS and load balancers, not yet looked at: each key with its values.
 *
 * @param values by key, as in the file
 */
public record SecuritySettings(Map<SecurityKey, List<Text>> values) {
    public SecuritySettings {
        values = Map.copyOf(values);
    }

    /** Nothing was said. */
    public static SecuritySettings none() {
        return new SecuritySettings(Map.of());
    }

    /** What a command line says. */
    public static SecuritySettings ofFlags(Map<SecurityKey, List<String>> flags) {
        return new SecuritySettings(flags.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream()
                                .map(value -> new Text("--" + entry.getKey().text(), value))
                                .toList())));
    }

    /** These settings, and the others where these say nothing. */
    SecuritySettings orElse(SecuritySettings other) {
        Map<SecurityKey, List<Text>> both = new EnumMap<>(SecurityKey.class);
        both.putAll(other.values);
        both.putAll(values);
        return new SecuritySettings(both);
    }

    Optional<Text> one(SecurityKey key) {
        return all(key).stream().findFirst();
    }

    List<Text> all(SecurityKey key) {
        return values.getOrDefault(key, List.of());
    }
}
