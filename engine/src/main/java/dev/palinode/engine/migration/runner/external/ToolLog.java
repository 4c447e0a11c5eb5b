package dev.palinode.engine.migration.runner.external;

import dev.palinode.engine.migration.runner.external.tool.Tool;
import dev.palinode.engine.migration.runner.external.tool.ToolProgress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a program has said and is to be written down: bounded, without its password, and without what it says again and
 * again. The thread that reads from the program never waits for whoever writes it down. Safe for many threads.
 */
final class ToolLog {
    /** Lines of one run that are written down. */
    private static final int MAX_LINES = 500;

    /** The last ones are written down whatever came before. */
    private static final int LAST_LINES = 20;

    private static final int MAX_LENGTH = 1_000;

    /** Where programs say why they end; not what they say of having ended. */
    private static final Pattern REASON = Pattern.compile(
            "error|fatal|fail|denied|cannot|can't|unknown|invalid|not (?:supported|exist|allowed)|abort");

    private static final Pattern EPILOGUE =
            Pattern.compile(".* was not altered\\.|\\(in cleanup\\).*|To clean up, .*|.*Tearing down.*|.*[Cc]losed .*");

    private final Tool tool;
    private final String secret;
    private final Deque<String> waiting = new ArrayDeque<>();
    private final Deque<String> last = new ArrayDeque<>();
    private ToolProgress progress = ToolProgress.NONE;
    private Optional<String> reason = Optional.empty();
    private String lastLine = "";
    private int taken;
    private int left;

    ToolLog(Tool tool, String secret) {
        this.tool = tool;
        this.secret = secret;
    }

    /** The program has said something. */
    synchronized void add(String raw) {
        String line = raw.replace(secret, "***").stripTrailing();
        Optional<ToolProgress> said = tool.progress(line);
        if (said.isPresent()) {
            boolean ready = progress.ready() && said.get().percent() >= 100;
            progress = ready ? said.get().asReady() : said.get();
        }
        if (tool.isNoise(line)) {
            return;
        }
        String cut = line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
        if (!EPILOGUE.matcher(cut).matches()) {
            lastLine = cut;
            if (REASON.matcher(cut.toLowerCase(Locale.ROOT)).find()) {
                reason = Optional.of(cut);
            }
        }
        if (taken + waiting.size() < MAX_LINES) {
            waiting.add(cut);
        } else {
            last.add(cut);
            if (last.size() > LAST_LINES) {
                last.remove();
                left++;
            }
        }
    }

    /** What has not been taken yet, oldest first. */
    synchronized List<String> take() {
        List<String> lines = new ArrayList<>(waiting);
        waiting.clear();
        taken += lines.size();
        return lines;
    }

    /** The end of what was too much; taken once. */
    synchronized List<String> takeLast() {
        List<String> lines = new ArrayList<>();
        if (!last.isEmpty()) {
            lines.add("… " + left + " lines left out …");
            lines.addAll(last);
            last.clear();
        }
        return lines;
    }

    synchronized ToolProgress progress() {
        return progress;
    }

    /** The line that says best why it has ended; empty if it has said nothing. */
    synchronized String verdict() {
        return reason.orElse(lastLine);
    }
}
