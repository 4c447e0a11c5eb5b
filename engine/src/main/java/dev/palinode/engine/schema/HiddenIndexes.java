package dev.palinode.engine.schema;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The indexes that the optimizer may not use. The servers have columns of their own for this in their schema tables, but
 * their SHOW CREATE TABLE alike has a line for each index that ends with INVISIBLE or IGNORED.
 */
final class HiddenIndexes {
    private static final Pattern KEY = Pattern.compile("^ *(?:[A-Z]+ )?KEY `((?:[^`]|``)++)` ");
    private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*+'|`(?:[^`]|``)*+`");
    private static final Pattern HIDDEN = Pattern.compile(" (?:INVISIBLE|IGNORED)\\b");

    private HiddenIndexes() {}

    /** Their names. */
    static Set<String> of(String createStatement) {
        Set<String> names = new HashSet<>();
        createStatement.lines().forEach(line -> {
            Matcher key = KEY.matcher(line);
            String words = QUOTED.matcher(line).replaceAll("");
            if (key.find() && HIDDEN.matcher(words).find()) {
                names.add(key.group(1).replace("``", "`"));
            }
        });
        return names;
    }
}
