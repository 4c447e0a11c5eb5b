package dev.palinode.shell.launch.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An option file of the MySQL clients, as {@code ~/.my.cnf}: what stands in its sections for clients. */
final class OptionFile {
    private static final Set<String> SECTIONS = Set.of("[client]", "[mysql]", "[palinode]");

    private static final String ESCAPES = "\\sntrb'\"";
    private static final String MEANT = "\\ \n\t\r\b'\"";

    private final Map<String, String> values;

    private OptionFile(Map<String, String> values) {
        this.values = values;
    }

    /** A file in which nothing stands. */
    static OptionFile none() {
        return new OptionFile(Map.of());
    }

    /** Reads a file. */
    static OptionFile read(Path file) throws IOException {
        return parse(Files.readString(file, StandardCharsets.UTF_8));
    }

    /** Reads the text of a file; later lines win. */
    static OptionFile parse(String text) {
        Map<String, String> values = new HashMap<>();
        boolean ours = false;
        for (String raw : text.split("\\R")) {
            String line = raw.strip();
            if (line.startsWith("[")) {
                ours = SECTIONS.contains(line.toLowerCase(Locale.ROOT));
            } else if (ours && !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
                int equals = line.indexOf('=');
                String name = (equals < 0 ? line : line.substring(0, equals)).strip();
                String value = equals < 0
                        ? ""
                        : unescape(
                                unquote(withoutRemark(line.substring(equals + 1).strip())));
                values.put(name.toLowerCase(Locale.ROOT).replace('_', '-'), value);
            }
        }
        return new OptionFile(values);
    }

    /** A remark may stand behind a value, where it is not in the quotes of it. */
    private static String withoutRemark(String value) {
        char quote = value.isEmpty() ? ' ' : value.charAt(0);
        int behind = quote == '\'' || quote == '"' ? value.indexOf(quote, 1) + 1 : 0;
        for (int i = behind; i < value.length(); i++) {
            if (value.charAt(i) == '#' && (i == behind || Character.isWhitespace(value.charAt(i - 1)))) {
                return value.substring(0, i).strip();
            }
        }
        return value;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("'") || value.startsWith("\""))
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** As the MySQL clients do: what they do not know stays, with its backslash. */
    private static String unescape(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            int known = value.charAt(i) == '\\' && i + 1 < value.length() ? ESCAPES.indexOf(value.charAt(i + 1)) : -1;
            if (known >= 0) {
                i++;
            }
            text.append(known < 0 ? value.charAt(i) : MEANT.charAt(known));
        }
        return text.toString();
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
