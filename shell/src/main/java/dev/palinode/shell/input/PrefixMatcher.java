package dev.palinode.shell.input;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.impl.CompletionMatcherImpl;

/**
 * What begins with what was typed, in whatever case, and nothing else: JLine's own matcher goes on to what has it
 * somewhere inside and to what is spelled alike, and a Tab would then put another migration in the place of a wrong one.
 */
final class PrefixMatcher extends CompletionMatcherImpl {
    @Override
    protected void defaultMatchers(
            Map<LineReader.Option, Boolean> options,
            boolean prefix,
            CompletingParsedLine line,
            boolean caseInsensitive,
            int errors,
            String originalGroupName) {
        String typed = fold(prefix ? line.word().substring(0, line.wordCursor()) : line.word());
        matchers = List.of(simpleMatcher(name -> begins(name, typed)));
        exact = name -> fold(name).equals(typed);
    }

    /** A name that is completed with its quotes may have been begun without. */
    private static boolean begins(String name, String typed) {
        String folded = fold(name);
        boolean quoted = folded.startsWith("`") || folded.startsWith("'");
        return folded.startsWith(typed) || (quoted && folded.startsWith(typed, 1));
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
