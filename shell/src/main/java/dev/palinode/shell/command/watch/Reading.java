package dev.palinode.shell.command.watch;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells statements that only read from others, as far as their words say it: a function that writes is not seen. */
final class Reading {
    private static final Set<String> FIRST =
            Set.of("select", "show", "explain", "desc", "describe", "with", "table", "values");
    private static final Set<String> EXPLAINING = Set.of("explain", "desc", "describe");

    /** What decides what a statement does that begins with WITH or EXPLAIN ANALYZE. */
    private static final Pattern VERB = Pattern.compile("\\b(select|table|values|insert|update|delete|replace)\\b");

    private static final Set<String> WRITING = Set.of("insert", "update", "delete", "replace");

    /** Quoted texts and comments; in one of the last kind stands what is executed. */
    private static final Pattern ASIDE = Pattern.compile(
            "'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"|`[^`]*`|/\\*(?!M?!).*?\\*/|(?:#|--(?=\\s|$))[^\\n]*",
            Pattern.DOTALL);

    private static final Pattern INNERMOST = Pattern.compile("\\([^()]*\\)");
    private static final Pattern WORD = Pattern.compile("[a-z_]+");
    private static final Pattern INTO = Pattern.compile("\\binto\\b");
    private static final Pattern ANALYZE = Pattern.compile("\\w+\\s+analyze\\b.*", Pattern.DOTALL);

    private Reading() {}

    /** Whether the statement can be run any number of times without changing anything. */
    static boolean is(String sql) {
        String bare = ASIDE.matcher(sql).replaceAll(" ").toLowerCase(Locale.ROOT);
        String text = bare.replaceFirst("^[\\s(]+", "");
        Matcher word = WORD.matcher(text);
        if (bare.contains("/*") || !word.lookingAt() || !FIRST.contains(word.group())) {
            return false;
        }
        boolean shown = word.group().equals("show");
        boolean explained =
                EXPLAINING.contains(word.group()) && !ANALYZE.matcher(text).matches();
        return shown || explained || (!INTO.matcher(text).find() && !writes(text));
    }

    private static boolean writes(String text) {
        String outside = text;
        for (Matcher inner = INNERMOST.matcher(outside); inner.find(); inner = INNERMOST.matcher(outside)) {
            outside = inner.replaceAll(" ");
        }
        Matcher verb = VERB.matcher(outside);
        return verb.find() && WRITING.contains(verb.group());
    }
}
