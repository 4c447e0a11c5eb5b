package dev.palinode.proxy.config;

import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.proxy.config.Settings.Backend;
import dev.palinode.proxy.config.Settings.Text;
import dev.palinode.proxy.config.topo.TopoReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads {@code palinode.yaml}. Mistakes are collected, so that all of them can be told at once. */
final class YamlSettings {
    private static final String BACKENDS = "backends";
    private static final String LISTEN = "listen";
    private static final String DDL_STRATEGY = "ddl-strategy";
    private static final String URL = "url";
    private static final String PASSWORD_FILE = "password-file";

    private final Path file;
    private final List<String> mistakes;

    private YamlSettings(Path file, List<String> mistakes) {
        this.file = file;
        this.mistakes = mistakes;
    }

    /** Reads the file; adds what is wrong with it to the mistakes. */
    static Settings read(Path file, List<String> mistakes) {
        return new YamlSettings(file, mistakes).read();
    }

    private Settings read() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Object root = new Yaml(new SafeConstructor(options)).load(reader);
            if (root == null) {
                return Settings.none();
            }
            if (root instanceof Map<?, ?> map) {
                return settings(map);
            }
            mistake("a list of keys and values is expected");
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
            mistake("line " + (line + 1) + ": " + e.getProblem());
        } catch (YAMLException e) {
            mistake("not YAML: " + e.getMessage());
        } catch (NoSuchFileException e) {
            mistake("there is no such file");
        } catch (MalformedInputException e) {
            mistake("it is not UTF-8 text");
        } catch (IOException e) {
            mistake("it cannot be read: " + e.getMessage());
        }
        return Settings.none();
    }

    private Settings settings(Map<?, ?> root) {
        List<String> known = new ArrayList<>(List.of(BACKENDS, LISTEN, DDL_STRATEGY));
        known.addAll(SecurityKey.names());
        known.addAll(OperationsReader.KEYS);
        known.addAll(TopoReader.KEYS);
        checkKeys(root, "", known);
        return new Settings(
                backends(root), text(root, "", LISTEN), text(root, "", DDL_STRATEGY), security(root), operations(root));
    }

    /** Numbers need no quotes, and YAML takes an unquoted on or off for true or false. */
    private Map<String, Text> operations(Map<?, ?> root) {
        Map<String, Text> found = new HashMap<>();
        for (String key : OperationsReader.KEYS) {
            Object value = root.get(key);
            if (value instanceof Number || value instanceof Boolean) {
                String word = Boolean.TRUE.equals(value) ? "on" : "off";
                found.put(key, new Text(file + ": " + key, value instanceof Number ? value.toString() : word));
            } else {
                text(root, "", key).ifPresent(text -> found.put(key, text));
            }
        }
        for (String key : TopoReader.KEYS) {
            text(root, "", key).ifPresent(text -> found.put(key, topo(key, text)));
        }
        return found;
    }

    private Text topo(String key, Text said) {
        return TopoReader.isFile(key)
                ? new Text(said.where(), file.resolveSibling(said.value()).toString())
                : said;
    }

    private void checkKeys(Map<?, ?> map, String prefix, List<String> known) {
        for (Object key : map.keySet()) {
            String name = String.valueOf(key);
            if (!known.contains(name)) {
                String hint = Spelling.nearest(name, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; known are " + String.join(", ", known));
                mistake("unknown key " + prefix + name + hint);
            }
        }
    }

    private Optional<Text> text(Map<?, ?> map, String prefix, String key) {
        if (!map.containsKey(key)) {
            return Optional.empty();
        }
        Object value = map.get(key);
        if (value instanceof String text) {
            return Optional.of(new Text(file + ": " + prefix + key, text));
        }
        mistake(prefix + key + " must be a text");
        return Optional.empty();
    }

    private SecuritySettings security(Map<?, ?> root) {
        Map<SecurityKey, List<Text>> values = new EnumMap<>(SecurityKey.class);
        for (SecurityKey key : SecurityKey.values()) {
            if (root.containsKey(key.text())) {
                values.put(key, texts(key, root.get(key.text())));
            }
        }
        return new SecuritySettings(values);
    }

    /** One value, or several. Files are beside the one that names them, wherever we were started. */
    private List<Text> texts(SecurityKey key, @Nullable Object value) {
        List<Text> texts = new ArrayList<>();
        for (Object item : value instanceof List<?> list ? list : Collections.singletonList(value)) {
            if (item instanceof String || item instanceof Boolean) {
                String text = String.valueOf(item);
                texts.add(new Text(
                        file + ": " + key.text(),
                        key.isPath() ? file.resolveSibling(text).toString() : text));
            } else {
                mistake(key.text() + " must be a text");
            }
        }
        return texts;
    }

    private List<Backend> backends(Map<?, ?> root) {
        List<Backend> backends = new ArrayList<>();
        if (!root.containsKey(BACKENDS)) {
            return backends;
        }
        if (!(root.get(BACKENDS) instanceof List<?> list)) {
            mistake(BACKENDS + " must be a list");
            return backends;
        }
        for (int i = 0; i < list.size(); i++) {
            String prefix = BACKENDS + "[" + i + "]";
            Object item = list.get(i);
            if (item instanceof String url) {
                backends.add(new Backend(new Text(file + ": " + prefix, url), Optional.empty(), Map.of()));
            } else if (item instanceof Map<?, ?> map) {
                backend(map, prefix + ".").ifPresent(backends::add);
            } else {
                mistake(prefix + " must be a URL, or url and password-file");
            }
        }
        return backends;
    }

    private Optional<Backend> backend(Map<?, ?> map, String prefix) {
        List<String> known = new ArrayList<>(List.of(URL, PASSWORD_FILE));
        known.addAll(TlsSettings.NAMES);
        checkKeys(map, prefix, known);
        if (!map.containsKey(URL)) {
            mistake(prefix + URL + " is missing");
        }
        // Beside the file that names it, wherever we were started.
        Optional<Path> passwordFile = text(map, prefix, PASSWORD_FILE).map(text -> file.resolveSibling(text.value()));
        Map<String, String> tls = new TreeMap<>();
        for (String name : TlsSettings.NAMES) {
            text(map, prefix, name)
                    .ifPresent(text -> tls.put(
                            name,
                            name.equals(TlsSettings.MODE)
                                    ? text.value()
                                    : file.resolveSibling(text.value()).toString()));
        }
        return text(map, prefix, URL).map(url -> new Backend(url, passwordFile, tls));
    }

    private void mistake(String what) {
        mistakes.add(file + ": " + what);
    }
}
