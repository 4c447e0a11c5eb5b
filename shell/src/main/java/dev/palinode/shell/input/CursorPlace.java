package dev.palinode.shell.input;

import dev.palinode.shell.input.words.Scan;
import dev.palinode.shell.input.words.Scan.Within;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the cursor stands, and so what may be meant.
 *
 * @param kind what can stand there
 * @param word what has been typed of it
 * @param before the statement up to that word, in lower case
 * @param first what the statement begins with, in lower case; empty while that is typed
 * @param within what the word is in
 */
record CursorPlace(Kind kind, String word, String before, String first, Within within) {
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

    /** The rest of the line is one file, or a line of the system's shell. */
    private static final Set<String> OF_LINES = Set.of("source", "\\.", "tee");

    private static final Set<String> OF_FILES = Set.of("apply", "diff", "system", "\\!", "pager");

    private static final Set<String> BEFORE_TABLES =
            Set.of("from", "join", "into", "update", "table", "describe", "desc", "truncate", "references");

    private static final String NOUN = "vitess_migration";
    private static final Pattern STRATEGY = Pattern.compile("ddl_strategy\\s*=\\s*['\"][^'\"]*$");
    private static final Pattern UUID = Pattern.compile(NOUN + "s?\\s+(?:like\\s+)?['\"][^'\"]*$");
    private static final Pattern QUALIFIER = Pattern.compile("(?:([\\w$]+)|`([^`]+)`)\\.`?$");
    private static final Pattern WORDS = Pattern.compile("[\\w$\\\\.!?-]+");
    private static final String BLANKS = " \t\n";

    /** What can stand at the cursor. */
    enum Kind {
        START,
        MIGRATION,
        DROPPED,
        FILE,
        SCHEMA,
        TABLE,
        STRATEGY,
        COMMAND,
        ADMINISTRATION,
        ADMINISTERED,
        DDL,
        VERB,
        LOGS,
        ANYTHING,
        NOTHING
    }

    /** Looks at a line up to the cursor. */
    static CursorPlace at(String text) {
        Scan scan = Scan.of(text);
        String lower = scan.statement().toLowerCase(Locale.ROOT);
        if (scan.within() == Within.TEXT && STRATEGY.matcher(lower).find()) {
            return place(Kind.STRATEGY, scan, "", "'\" =");
        }
        List<String> words =
                WORDS.matcher(scan.words()).results().map(MatchResult::group).toList();
        String first = words.isEmpty() ? "" : words.get(0);
        if (scan.within() == Within.TEXT && UUID.matcher(lower).find()) {
            return place(Kind.MIGRATION, scan, first, "'\" ");
        }
        boolean begun = !lower.isEmpty() && !Character.isWhitespace(lower.charAt(lower.length() - 1));
        int complete = words.size() - (begun ? 1 : 0);
        if (scan.within() == Within.COMMENT) {
            return place(Kind.NOTHING, scan, "", BLANKS);
        }
        if (complete <= 0) {
            return place(scan.within() == Within.CODE ? Kind.START : Kind.NOTHING, scan, "", BLANKS);
        }
        if (OF_LINES.contains(first)) {
            int blanks = first.length();
            while (blanks < lower.length() && Character.isWhitespace(lower.charAt(blanks))) {
                blanks++;
            }
            boolean quoted = scan.within() == Within.TEXT && scan.quote() == blanks;
            return cut(Kind.FILE, scan, first, quoted ? blanks + 1 : blanks);
        }
        Kind kind = kind(words, first, complete);
        if (scan.within() == Within.TEXT && kind != Kind.MIGRATION && kind != Kind.FILE && kind != Kind.DROPPED) {
            return place(Kind.NOTHING, scan, first, BLANKS);
        }
        return switch (kind) {
            case MIGRATION, DROPPED, FILE, VERB, LOGS -> place(kind, scan, first, BLANKS);
            case ADMINISTERED -> place(kind, scan, first, BLANKS + "=,");
            default -> place(kind, scan, first, BLANKS + ",()=<>'\"`.;+*/");
        };
    }

    private static Kind kind(List<String> words, String first, int complete) {
        boolean ofMigration = complete >= 2 && words.get(1).equals(NOUN);
        if (ofMigration) {
            return switch (first) {
                case "alter" -> Kind.VERB;
                case "explain" -> complete == 2 ? Kind.DDL : sql(words, complete);
                case "show", "revert" ->
                    complete == 2 ? Kind.MIGRATION : first.equals("show") ? Kind.LOGS : Kind.NOTHING;
                default -> sql(words, complete);
            };
        }
        if (OF_MIGRATIONS.contains(first)) {
            return complete == 1 ? Kind.MIGRATION : Kind.ANYTHING;
        }
        if (OF_FILES.contains(first)) {
            return Kind.FILE;
        }
        return switch (first) {
            case "use", "\\u" -> Kind.SCHEMA;
            case "help" -> Kind.COMMAND;
            case "undrop" -> complete == 1 ? Kind.DROPPED : Kind.NOTHING;
            case "plan" -> complete == 1 ? Kind.DDL : sql(words, complete);
            case "vtctl" -> complete == 1 ? Kind.ADMINISTRATION : Kind.ADMINISTERED;
            default -> sql(words, complete);
        };
    }

    private static Kind sql(List<String> words, int complete) {
        return BEFORE_TABLES.contains(words.get(complete - 1)) ? Kind.TABLE : Kind.ANYTHING;
    }

    /** What stands before a dot in front of the word: a schema, a table or an alias, in lower case. */
    Optional<String> qualifier() {
        Matcher name = QUALIFIER.matcher(before);
        return name.find() ? Optional.ofNullable(name.group(1)).or(() -> Optional.of(name.group(2))) : Optional.empty();
    }

    /** The second word, while that is no longer typed. */
    Optional<String> second() {
        String[] words = before.strip().split("\\s+");
        return words.length > 1 ? Optional.of(words[1]) : Optional.empty();
    }

    private static CursorPlace place(Kind kind, Scan scan, String first, String boundaries) {
        int start = scan.statement().length();
        while (start > 0 && boundaries.indexOf(scan.statement().charAt(start - 1)) < 0) {
            start--;
        }
        boolean quoted = scan.within() == Within.NAME || (scan.within() == Within.TEXT && kind != Kind.STRATEGY);
        return cut(kind, scan, first, quoted ? scan.quote() + 1 : start);
    }

    private static CursorPlace cut(Kind kind, Scan scan, String first, int start) {
        String statement = scan.statement();
        return new CursorPlace(
                kind,
                statement.substring(start),
                statement.substring(0, start).toLowerCase(Locale.ROOT),
                first,
                scan.within());
    }
}
