package dev.palinode.shell.input;

import dev.palinode.shell.input.CursorPlace.Kind;
import dev.palinode.shell.input.Vocabulary.Fate;
import dev.palinode.shell.input.Vocabulary.Migration;
import dev.palinode.shell.input.words.Scan.Within;
import dev.palinode.shell.input.words.SqlWords;
import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes what can stand where the cursor is. */
final class ContextCompleter implements Completer {
    /** They mean nothing to a migration that has come to its end. */
    private static final Set<String> OF_PENDING = Set.of(
            "complete",
            "cutover",
            "postpone",
            "launch",
            "cancel",
            "throttle",
            "pause",
            "unthrottle",
            "resume",
            "blockers");

    /** Behind these commands stands a statement. */
    private static final Set<String> BEFORE_STATEMENTS = Set.of("plan", "watch");

    /** Where a blank is in the name, it is in quotes. */
    private static final Set<String> OF_WORDS = Set.of("apply", "diff");

    private static final Pattern FLAG = Pattern.compile("--[a-z][a-z-]*");

    /** What the commands would take for the beginning of a UUID. */
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{4,8}(?:[_-][0-9a-f_-]*)?");

    private final Supplier<Vocabulary> vocabulary;

    ContextCompleter(Supplier<Vocabulary> vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        complete(line.line(), line.cursor(), candidates);
    }

    void complete(String line, int cursor, List<Candidate> candidates) {
        CursorPlace place = CursorPlace.at(line.substring(0, cursor));
        Vocabulary known = vocabulary.get();
        Map<String, String> commands = known.grammar().commands();
        boolean ofCommand = commands.containsKey(place.first()) && !BEFORE_STATEMENTS.contains(place.first());
        if (ofCommand && place.kind() != Kind.ADMINISTERED && place.word().startsWith("-")) {
            words(flags(commands.getOrDefault(place.first(), "") + " --help"), candidates);
            return;
        }
        switch (place.kind()) {
            case START -> {
                words(commands.keySet(), candidates);
                keywords(place.word(), candidates);
            }
            case MIGRATION -> migrations(known, place, candidates);
            case DROPPED -> words(dropped(known), candidates);
            case FILE -> files(place, candidates);
            case SCHEMA -> names(known.schemas(), place, candidates);
            case TABLE -> {
                if (!ofCommand && !qualified(known, place, candidates)) {
                    names(known.tables(), place, candidates);
                    names(known.schemas(), place, candidates);
                }
            }
            case STRATEGY -> words(SqlWords.STRATEGIES, candidates);
            case COMMAND -> words(commands.keySet(), candidates);
            case ADMINISTRATION -> words(known.grammar().administration().keySet(), candidates);
            case ADMINISTERED -> administered(known, place, candidates);
            case DDL -> words(inCaseOf(place.word(), List.of("ALTER", "CREATE", "DROP")), candidates);
            case VERB -> {
                words(inCaseOf(place.word(), SqlWords.VERBS), candidates);
                if (place.second().isPresent() && place.before().endsWith("vitess_migration ")) {
                    migrations(known, place, candidates);
                }
            }
            case LOGS -> words(inCaseOf(place.word(), List.of("LOGS")), candidates);
            case ANYTHING -> {
                if (!ofCommand && !qualified(known, place, candidates)) {
                    anything(known, place, line.toLowerCase(Locale.ROOT), candidates);
                }
            }
            case NOTHING -> {}
        }
    }

    private static void anything(Vocabulary known, CursorPlace place, String statement, List<Candidate> candidates) {
        columns(known, place, statement, candidates);
        names(known.tables(), place, candidates);
        if (place.within() == Within.CODE) {
            keywords(place.word(), candidates);
            functions(place.word(), candidates);
        }
    }

    /** Behind a schema come its tables, behind a table its columns; false when it is neither, as an alias is. */
    private static boolean qualified(Vocabulary known, CursorPlace place, List<Candidate> candidates) {
        Optional<String> name = place.qualifier();
        List<String> tables = name.map(n -> of(known.elsewhere(), n)).orElse(List.of());
        List<String> columns = name.map(n -> of(known.columns(), n)).orElse(List.of());
        names(tables, place, candidates);
        names(place.kind() == Kind.TABLE ? List.of() : columns, place, candidates);
        return !tables.isEmpty()
                || !columns.isEmpty()
                || name.filter(n -> known.schemas().stream().anyMatch(n::equalsIgnoreCase))
                        .isPresent();
    }

    private static List<String> of(Map<String, List<String>> groups, String name) {
        return groups.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(groups::get)
                .orElse(List.of());
    }

    private static void words(Collection<String> words, List<Candidate> candidates) {
        words.forEach(word -> candidates.add(new Candidate(word)));
    }

    private static void names(Collection<String> names, CursorPlace place, List<Candidate> candidates) {
        names.forEach(name -> candidates.add(name(name, place, "")));
    }

    /** In the quotes that it needs, or to the end of those that it has. */
    private static Candidate name(String name, CursorPlace place, String about) {
        String value = place.within() == Within.NAME ? name.replace("`", "``") + "`" : SqlWords.name(name);
        return new Candidate(value, name, null, about.isEmpty() ? null : about, null, null, true);
    }

    /** In the case in which they were begun. */
    private static List<String> inCaseOf(String word, List<String> upper) {
        boolean lower = !word.isEmpty() && word.equals(word.toLowerCase(Locale.ROOT));
        return lower ? upper.stream().map(w -> w.toLowerCase(Locale.ROOT)).toList() : upper;
    }

    private static void keywords(String word, List<Candidate> candidates) {
        if (!word.isEmpty()) {
            // The variable is a lower-case word among the others.
            words(inCaseOf(word, SqlWords.KEYWORDS), candidates);
        }
    }

    private static void functions(String word, List<Candidate> candidates) {
        if (!word.isEmpty()) {
            inCaseOf(word, SqlWords.FUNCTIONS)
                    .forEach(name ->
                            candidates.add(new Candidate(name + "(", name + "()", null, null, null, null, false)));
        }
    }

    private static List<String> flags(String operands) {
        return FLAG.matcher(operands).results().map(MatchResult::group).toList();
    }

    /** Those that the command can do something about, and their tables. */
    private static void migrations(Vocabulary known, CursorPlace place, List<Candidate> candidates) {
        String first = place.first();
        Predicate<Migration> meant = OF_PENDING.contains(first)
                ? migration -> migration.fate() == Fate.PENDING
                : switch (first) {
                    case "retry" -> migration -> migration.fate() == Fate.UNDONE;
                    case "revert" -> migration -> migration.fate() == Fate.COMPLETE;
                    case "cleanup", "close-window" -> migration -> migration.fate() != Fate.PENDING;
                    default -> migration -> true;
                };
        List<Migration> some = known.migrations().stream().filter(meant).toList();
        boolean sql = place.before().contains("vitess_migration");
        String quote = sql && place.within() == Within.CODE ? "'" : "";
        some.forEach(migration -> candidates.add(new Candidate(
                quote + migration.uuid() + quote, migration.uuid(), null, migration.about(), null, null, true)));
        if (sql) {
            return;
        }
        words(
                some.stream()
                        .map(migration -> operand(migration.table(), place))
                        .distinct()
                        .toList(),
                candidates);
        if (known.grammar().commands().getOrDefault(first, "").contains("|all")) {
            words(List.of("all"), candidates);
        }
        if (first.equals("migrations")) {
            words(SqlWords.STATES, candidates);
        }
    }

    /** A table as commands take it: one that is like the beginning of a UUID is told from it by its quotes. */
    private static String operand(String table, CursorPlace place) {
        if (place.within() == Within.NAME) {
            return table + "`";
        }
        boolean blank = table.chars().anyMatch(Character::isWhitespace);
        return DIGITS.matcher(table).matches() ? "`" + table + "`" : blank ? "'" + table + "'" : table;
    }

    private static List<String> dropped(Vocabulary known) {
        return known.migrations().stream()
                .filter(migration -> migration.action().equals("drop") && migration.fate() == Fate.COMPLETE)
                .map(Migration::table)
                .filter(table -> !known.tables().contains(table))
                .distinct()
                .toList();
    }

    private static void administered(Vocabulary known, CursorPlace place, List<Candidate> candidates) {
        String operands = known.grammar().administration().entrySet().stream()
                .filter(entry ->
                        place.second().filter(entry.getKey()::equalsIgnoreCase).isPresent())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        List<String> words = new ArrayList<>(flags(operands));
        words.addAll(operands.contains("<alias") ? known.tablets() : List.of());
        words.addAll(operands.contains("<keyspace/shard>") ? known.shards() : List.of());
        words.addAll(operands.contains("<true|false>") ? List.of("true", "false") : List.of());
        words(words, candidates);
    }

    /** Of the tables that the statement names; of all while it names none. */
    private static void columns(Vocabulary known, CursorPlace place, String statement, List<Candidate> candidates) {
        List<String> named = known.columns().keySet().stream()
                .filter(table -> Pattern.compile("\\b" + Pattern.quote(table.toLowerCase(Locale.ROOT)) + "\\b")
                        .matcher(statement)
                        .find())
                .toList();
        (named.isEmpty() ? known.columns().keySet() : named)
                .forEach(table -> known.columns()
                        .getOrDefault(table, List.of())
                        .forEach(column -> candidates.add(name(column, place, table))));
    }

    private static void files(CursorPlace place, List<Candidate> candidates) {
        String word = place.word();
        String folder = word.substring(0, word.lastIndexOf('/') + 1);
        String real = folder.startsWith("~/") ? System.getProperty("user.home", "~") + folder.substring(1) : folder;
        File[] files = new File(real.isEmpty() ? "." : real).listFiles();
        for (File file : files == null ? new File[0] : files) {
            String path = folder + file.getName() + (file.isDirectory() ? "/" : "");
            boolean quoted = OF_WORDS.contains(place.first()) && path.contains(" ") && place.within() == Within.CODE;
            candidates.add(new Candidate(
                    quoted ? "'" + path + (file.isDirectory() ? "" : "'") : path,
                    file.getName(),
                    null,
                    null,
                    null,
                    null,
                    !file.isDirectory()));
        }
    }
}
