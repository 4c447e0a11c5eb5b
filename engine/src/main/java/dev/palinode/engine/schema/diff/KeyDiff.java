package dev.palinode.engine.schema.diff;

import dev.palinode.engine.schema.diff.TableText.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The clauses for keys. One that is the same but for its name is renamed. */
final class KeyDiff {
    private static final Pattern QUOTED = Pattern.compile("`(?:[^`]|``)*+`");

    private final List<String> drops = new ArrayList<>();
    private final List<String> adds = new ArrayList<>();

    /**
     * A diff.
     *
     * @param renames columns that get another name; keys follow them
     */
    KeyDiff(List<Part> before, List<Part> after, Map<String, String> renames) {
        List<Part> gone = new ArrayList<>();
        for (Part key : before) {
            Part moved = renamed(key, renames);
            boolean kept =
                    after.stream().anyMatch(other -> other.name().equalsIgnoreCase(key.name()) && other.means(moved));
            if (!kept) {
                gone.add(moved);
            }
        }
        for (Part key : after) {
            boolean kept = before.stream()
                    .anyMatch(other -> other.name().equalsIgnoreCase(key.name())
                            && renamed(other, renames).means(key));
            if (!kept) {
                come(key, gone);
            }
        }
        gone.forEach(
                key -> drops.add(isPrimary(key) ? "DROP PRIMARY KEY" : "DROP KEY " + TableText.quoted(key.name())));
    }

    private void come(Part key, List<Part> gone) {
        Optional<Part> like = gone.stream()
                .filter(other -> !isPrimary(key) && other.means(key))
                .findFirst();
        if (like.isPresent()) {
            gone.remove(like.get());
            adds.add("RENAME KEY " + TableText.quoted(like.get().name()) + " TO " + TableText.quoted(key.name()));
        } else {
            String name = isPrimary(key) ? "" : TableText.quoted(key.name()) + " ";
            adds.add("ADD " + key.kind() + " " + name + key.definition());
        }
    }

    private static boolean isPrimary(Part key) {
        return key.kind().startsWith("PRIMARY");
    }

    /** All names at once: two columns may exchange theirs. */
    private static Part renamed(Part key, Map<String, String> renames) {
        String meaning = QUOTED.matcher(key.meaning())
                .replaceAll(name -> Matcher.quoteReplacement(renamed(name.group(), renames)));
        return new Part(key.name(), key.kind(), key.definition(), meaning);
    }

    private static String renamed(String quoted, Map<String, String> renames) {
        return renames.entrySet().stream()
                .filter(rename -> TableText.quoted(rename.getKey()).equals(quoted))
                .findFirst()
                .map(rename -> TableText.quoted(rename.getValue()))
                .orElse(quoted);
    }

    /** What has to go. */
    List<String> drops() {
        return drops;
    }

    /** What comes, and what gets another name. */
    List<String> adds() {
        return adds;
    }
}
