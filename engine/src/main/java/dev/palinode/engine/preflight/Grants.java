package dev.palinode.engine.preflight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What SHOW GRANTS says that an account may do. */
final class Grants {
    private static final Pattern LINE =
            Pattern.compile("(GRANT|REVOKE) (.+?) ON (?:TABLE )?(\\*|`(?:[^`]|``)*+`|\\w+)\\.\\* (?:TO|FROM) .*");
    private static final String ALL = "ALL PRIVILEGES";
    private static final String EVERYWHERE = "*";

    private final List<Grant> given;
    private final List<Grant> taken;

    /** Privileges on the schemas that match a pattern; the pattern {@code *} is global. */
    private record Grant(Set<String> privileges, String pattern) {
        boolean covers(String privilege, String schema) {
            boolean listed = privileges.contains(privilege) || (privileges.contains(ALL) && !privilege.equals("PROXY"));
            return listed && (pattern.equals(EVERYWHERE) || matches(pattern, schema));
        }

        boolean isGlobal() {
            return pattern.equals(EVERYWHERE);
        }
    }

    private Grants(List<Grant> given, List<Grant> taken) {
        this.given = given;
        this.taken = taken;
    }

    /** Reads the lines of SHOW GRANTS; grants on single tables or routines and of roles are not counted. */
    static Grants parse(List<String> lines) {
        List<Grant> given = new ArrayList<>();
        List<Grant> taken = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                Set<String> privileges = new HashSet<>(
                        Arrays.asList(matcher.group(2).toUpperCase(Locale.ROOT).split("\\s*,\\s*")));
                Grant grant = new Grant(privileges, unquote(matcher.group(3)));
                (matcher.group(1).equals("GRANT") ? given : taken).add(grant);
            }
        }
        return new Grants(given, taken);
    }

    private static String unquote(String name) {
        return name.startsWith("`") ? name.substring(1, name.length() - 1).replace("``", "`") : name;
    }

    /** Whether the account has the privilege on all of the schema. */
    boolean onSchema(String privilege, String schema) {
        boolean bySchema = given.stream().anyMatch(grant -> !grant.isGlobal() && grant.covers(privilege, schema));
        boolean byAll = given.stream().anyMatch(grant -> grant.isGlobal() && grant.covers(privilege, schema));
        // MySQL's partial revokes take from what is granted globally.
        boolean revoked = taken.stream().anyMatch(grant -> grant.covers(privilege, schema));
        return bySchema || (byAll && !revoked);
    }

    /** Whether the account has one of the privileges globally; servers name some of them differently. */
    boolean globally(List<String> anyOf) {
        return anyOf.stream()
                .anyMatch(privilege ->
                        given.stream().anyMatch(grant -> grant.isGlobal() && grant.covers(privilege, EVERYWHERE)));
    }

    /** Patterns are those of LIKE: {@code %}, {@code _}, and a backslash before either. */
    private static boolean matches(String pattern, String schema) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                i++;
                regex.append(Pattern.quote(pattern.substring(i, i + 1)));
            } else if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matcher(schema)
                .matches();
    }
}
