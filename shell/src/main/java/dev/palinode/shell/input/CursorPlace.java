package dev.palinode.shell.input;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the cursor stands, and so what may be meant.
 *
 * @param kind what can stand there
 * @param word what has been typed of it
 * @param before the statement up to that word, in lower case
 */
record CursorPlace(Kind kind, String word, String before) {
    private static final Set<String> OF_MIGRATIONS = Set.of(
            "migration",
            "follow",
            "wait",
            "complete",
            "cutover",
            "postpone",
            "launch",
            "cancel",
            "retry",
            "revert",
            "throttle",
            "unthrottle",
            "pause",
            "resume",
            "verify",
            "cleanup",
            "close-window",
            "blockers",
            "logs",
            "migrations");

    private static final Set<String> OF_FILES = Set.of("source", "\\.", "tee", "apply", "diff");

    private static final Set<String> BEFORE_TABLES =
            Set.of("from", "join", "into", "update", "table", "describe", "desc", "truncate", "references");

    private static final Pattern STRATEGY = Pattern.compile("ddl_strategy\\s*=\\s*['\"][^'\"]*$");
    private static final Pattern UUID = Pattern.compile("vitess_migrations?\\s+(?:like\\s+)?['\"][^'\"]*$");
    private static final Pattern QUALIFIER = Pattern.compile("(?:([\\w$]+)|`([^`]+)`)\\.`?$");
    private static final Pattern WORDS = Pattern.compile("[\\w$\\\\.!?-]+");

    /** What can stand at the cursor. */
    enum Kind {
        START,
        MIGRATION,
        FILE,
        SCHEMA,
        TABLE,
        STRATEGY,
        COMMAND,
        ADMINISTRATION,
        ANYTHING
    }

    /** Looks at a line up to the cursor. */
    static CursorPlace at(String text) {
        String statement = text.substring(lastDelimiter(text)).stripLeading();
        String lower = statement.toLowerCase(Locale.ROOT);
        if (STRATEGY.matcher(lower).find()) {
            return place(Kind.STRATEGY, statement, "'\" =");
        }
        if (UUID.matcher(lower).find()) {
            return place(Kind.MIGRATION, statement, "'\" ");
        }
        List<String> words = WORDS.matcher(lower).results().map(m -> m.group()).toList();
        boolean begun = !lower.isEmpty() && !Character.isWhitespace(lower.charAt(lower.length() - 1));
        int complete = words.size() - (begun ? 1 : 0);
        if (complete <= 0) {
            return place(Kind.START, statement, " \t");
        }
        String first = words.get(0);
        if (OF_MIGRATIONS.contains(first) && complete == 1) {
            return place(Kind.MIGRATION, statement, " '");
        }
        if (OF_FILES.contains(first)) {
            return place(Kind.FILE, statement, " ");
        }
        Kind kind = switch (first) {
            case "use", "\\u" -> Kind.SCHEMA;
            case "help" -> Kind.COMMAND;
            case "vtctl" -> complete == 1 ? Kind.ADMINISTRATION : Kind.ANYTHING;
            default -> BEFORE_TABLES.contains(words.get(complete - 1)) ? Kind.TABLE : Kind.ANYTHING;
        };
        return place(kind, statement, " \t,()=<>'\"`.;+*/");
    }

    /** What stands before a dot in front of the word: a schema, a table or an alias, in lower case. */
    Optional<String> qualifier() {
        Matcher name = QUALIFIER.matcher(before);
        return name.find() ? Optional.ofNullable(name.group(1)).or(() -> Optional.of(name.group(2))) : Optional.empty();
    }

    private static int lastDelimiter(String text) {
        Matcher quotes = Pattern.compile("'[^']*'|\"[^\"]*\"|`[^`]*`|;").matcher(text);
        int end = 0;
        while (quotes.find()) {
            end = quotes.group().equals(";") ? quotes.end() : end;
        }
        return end;
    }

    private static CursorPlace place(Kind kind, String statement, String boundaries) {
        int start = statement.length();
        while (start > 0
                && boundaries.indexOf(statement.charAt(start - 1)) < 0
                && statement.charAt(start - 1) != '\n') {
            start--;
        }
        return new CursorPlace(
                kind, statement.substring(start), statement.substring(0, start).toLowerCase(Locale.ROOT));
    }
}
