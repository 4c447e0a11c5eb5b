package dev.palinode.proxy.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts environment variables in the place of <code>${NAME}</code>. */
final class Environment {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    Map<String, String> variables() {
        return variables;
    }

    /**
     * Expands a URL. A variable that is all of it holds a URL; inside of one it holds a part, as it is without
     * percent escapes.
     *
     * @throws IllegalArgumentException if a variable is not set
     */
    String expandUrl(String text) {
        Matcher whole = VARIABLE.matcher(text);
        if (whole.matches()) {
            return value(whole);
        }
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        URLEncoder.encode(value(found), StandardCharsets.UTF_8).replace("+", "%20")));
    }

    private String value(MatchResult found) {
        String name = found.group(1);
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
