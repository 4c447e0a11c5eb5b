package dev.palinode.engine.schema.diff;

import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.diff.TableText.Part;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Cuts the answer to SHOW CREATE TABLE into its parts. The server's text is regular: nothing is parsed but its outline. */
final class TableTextReader {
    private static final Set<String> KEY_WORDS = Set.of("PRIMARY", "UNIQUE", "KEY", "FULLTEXT", "SPATIAL");

    private final TableDef table;
    private final String text;
    private final TokenCursor cursor;
    private final Map<String, Part> columns = new LinkedHashMap<>();
    private final List<Part> keys = new ArrayList<>();
    private final List<Part> checks = new ArrayList<>();
    private final List<Part> foreignKeys = new ArrayList<>();

    private TableTextReader(TableDef table) {
        this.table = table;
        this.text = table.createStatement();
        this.cursor = new TokenCursor(text);
    }

    /** The parts of the table's definition. */
    static TableText read(TableDef table) {
        return new TableTextReader(table).read();
    }

    private TableText read() {
        while (!cursor.acceptSign('(')) {
            cursor.take();
        }
        boolean more = true;
        while (more) {
            part();
            more = cursor.acceptSign(',');
        }
        cursor.take();
        Map<String, String> options = options();
        String partitions =
                cursor.atEnd() ? "" : meaning(cursor.index(), cursor.tokens().size());
        return new TableText(columns, keys, checks, foreignKeys, options, partitions);
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        StringBuilder name = new StringBuilder();
        while (!cursor.atEnd() && !cursor.at("PARTITION", "BY")) {
            boolean bare = name.toString().equals("TABLESPACE");
            if (cursor.acceptSign('=') || bare) {
                options.put(name.toString(), cursor.take().of(text));
                name.setLength(0);
            } else if (!cursor.acceptSign(',')) {
                name.append(name.isEmpty() ? "" : " ")
                        .append(cursor.take().of(text).toUpperCase(Locale.ROOT));
            }
        }
        if (!name.isEmpty()) {
            throw new IllegalArgumentException("cannot be declared: " + name);
        }
        options.remove("AUTO_INCREMENT");
        return options;
    }

    private void part() {
        if (cursor.atKind(Token.Kind.QUOTED_NAME)) {
            String name = cursor.name().orElseThrow();
            String definition = withCollation(name, rest());
            columns.put(name, new Part(name, "", definition, meaning(definition)));
        } else if (KEY_WORDS.stream().anyMatch(cursor::at)) {
            keys.add(key());
        } else if (cursor.accept("CONSTRAINT")) {
            String name = cursor.name().orElseThrow();
            boolean check = cursor.at("CHECK");
            String definition = rest();
            (check ? checks : foreignKeys).add(new Part(name, "CONSTRAINT", definition, meaning(definition)));
        } else {
            throw new IllegalArgumentException("cannot be declared: " + rest());
        }
    }

    /** The block size of a key, which InnoDB ignores, is left behind when that of the table is taken back. */
    private Part key() {
        StringBuilder kind = new StringBuilder();
        while (!cursor.atKind(Token.Kind.QUOTED_NAME) && !cursor.atSign('(')) {
            kind.append(kind.isEmpty() ? "" : " ").append(cursor.take().of(text));
        }
        String name = cursor.name().orElse("PRIMARY");
        String definition = rest();
        return new Part(
                name, kind.toString(), definition, meaning(definition).replaceAll(" KEY_BLOCK_SIZE = \\d+", ""));
    }

    /** The text up to the comma or parenthesis that ends the part. */
    private String rest() {
        int start = cursor.offset();
        int depth = 0;
        while (depth > 0 || !(cursor.atSign(',') || cursor.atSign(')'))) {
            depth += cursor.atSign('(') ? 1 : cursor.atSign(')') ? -1 : 0;
            cursor.take();
        }
        return text.substring(start, cursor.offset()).strip();
    }

    /**
     * The definition with its character set and collation, which the server leaves out where they are those of the
     * table: the same text may mean something else in a table of another character set.
     */
    private String withCollation(String name, String definition) {
        ColumnDef column = table.column(name).orElseThrow();
        TokenCursor words = new TokenCursor(definition);
        boolean spoken = words.tokens().stream().anyMatch(token -> token.isWord(definition, "COLLATE"));
        if (column.collation().isEmpty() || spoken) {
            return definition;
        }
        words.take();
        if (words.acceptSign('(')) {
            while (!words.acceptSign(')')) {
                words.take();
            }
        }
        int end = words.offsetBehind();
        int from = words.accept("CHARACTER", "SET") && words.name().isPresent() ? words.offsetBehind() : end;
        return definition.substring(0, end) + " CHARACTER SET "
                + column.charset().orElseThrow() + " COLLATE "
                + column.collation().get() + definition.substring(from);
    }

    private String meaning(int from, int to) {
        return meaning(text, cursor.tokens().subList(from, to));
    }

    private static String meaning(String definition) {
        return meaning(definition, new TokenCursor(definition).tokens());
    }

    /**
     * The significant tokens. The character set in front of a text is that of the session that made the table, and says
     * nothing of the table.
     */
    private static String meaning(String text, List<Token> tokens) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            boolean introducer = i + 1 < tokens.size()
                    && tokens.get(i).kind() == Token.Kind.WORD
                    && text.charAt(tokens.get(i).start()) == '_'
                    && tokens.get(i + 1).kind() == Token.Kind.STRING;
            if (!introducer) {
                words.add(tokens.get(i).of(text));
            }
        }
        return words.stream().collect(Collectors.joining(" "));
    }
}
