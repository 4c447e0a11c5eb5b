package dev.palinode.engine.sql.alter;

import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.Token.Kind;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an ALTER TABLE by its tokens alone: cuts it at the commas outside parentheses and looks at how each clause
 * begins. ADD, CHANGE, DROP and RENAME are reserved words in every server, so that an unquoted one at the beginning of
 * a clause is never a name. A clause that begins in an unknown way makes the reading unsure, no more.
 */
public final class AlterClauses {
    private static final Set<String> KEY_PARTS = Set.of(
            "INDEX", "KEY", "UNIQUE", "PRIMARY", "FOREIGN", "CONSTRAINT", "CHECK", "FULLTEXT", "SPATIAL", "PARTITION");
    private static final Set<String> HARMLESS = Set.of(
            "MODIFY",
            "ALTER",
            "CONVERT",
            "ORDER",
            "FORCE",
            "ENABLE",
            "DISABLE",
            "ALGORITHM",
            "LOCK",
            "WITH",
            "WITHOUT",
            "ENGINE",
            "AUTO_INCREMENT",
            "DEFAULT",
            "CHARSET",
            "CHARACTER",
            "COLLATE",
            "COMMENT",
            "ROW_FORMAT",
            "KEY_BLOCK_SIZE",
            "CHECKSUM",
            "PAGE_CHECKSUM",
            "STATS_PERSISTENT",
            "STATS_AUTO_RECALC",
            "STATS_SAMPLE_PAGES",
            "AVG_ROW_LENGTH",
            "MAX_ROWS",
            "MIN_ROWS",
            "PACK_KEYS",
            "DELAY_KEY_WRITE",
            "COMPRESSION",
            "ENCRYPTION",
            "PAGE_COMPRESSED",
            "PAGE_COMPRESSION_LEVEL",
            "ENCRYPTED",
            "TABLESPACE",
            "PARTITION",
            "REMOVE",
            "TRUNCATE",
            "REORGANIZE",
            "COALESCE",
            "EXCHANGE",
            "REBUILD",
            "OPTIMIZE",
            "ANALYZE",
            "CHECK",
            "REPAIR",
            "NOWAIT",
            "INSERT_METHOD",
            "UNION",
            "DATA",
            "INDEX",
            "CONNECTION",
            "TRANSACTIONAL",
            "SECONDARY_ENGINE",
            "AUTOEXTEND_SIZE",
            "ENGINE_ATTRIBUTE",
            "SECONDARY_ENGINE_ATTRIBUTE");

    private final String text;
    private final AlterFacts.Builder facts = new AlterFacts.Builder();
    private boolean sure = true;
    private boolean inNameList;

    private AlterClauses(String text) {
        this.text = text;
    }

    /** The facts; understood only when every clause was recognised. */
    public static AlterFacts read(String alter) {
        return new AlterClauses(alter).read();
    }

    /** Whether it takes away the table's file, or takes in another one; that is all that such a statement says. */
    public static boolean isAboutFile(String alter) {
        TokenCursor cursor = new TokenCursor(alter);
        return acceptHead(cursor) && (cursor.at("DISCARD", "TABLESPACE") || cursor.at("IMPORT", "TABLESPACE"));
    }

    private AlterFacts read() {
        TokenCursor cursor = new TokenCursor(text);
        if (!acceptHead(cursor)) {
            return facts.build(false);
        }
        List<Token> body =
                cursor.tokens().subList(cursor.index(), cursor.tokens().size());
        scan(body);
        List<List<Token>> clauses = pieces(text, body);
        clauses.forEach(clause -> clause(new TokenCursor(text, clause)));
        return facts.build(sure && !clauses.isEmpty());
    }

    /** Goes behind {@code ALTER TABLE t}, with what else may stand there. */
    static boolean acceptHead(TokenCursor cursor) {
        boolean head = cursor.accept("ALTER");
        while (head && (cursor.accept("ONLINE") || cursor.accept("OFFLINE") || cursor.accept("IGNORE"))) {
            head = !cursor.atEnd();
        }
        if (!head || !cursor.accept("TABLE")) {
            return false;
        }
        cursor.accept("IF", "EXISTS");
        boolean named = cursor.tableName().isPresent();
        if (cursor.accept("WAIT") && cursor.atKind(Kind.NUMBER)) {
            cursor.take();
        }
        cursor.accept("NOWAIT");
        return named;
    }

    /** What shows by reserved words anywhere in the text. */
    private void scan(List<Token> body) {
        for (int i = 0; i < body.size(); i++) {
            Token token = body.get(i);
            if (i > 0 && body.get(i - 1).isPunctuation(text, '.')) {
                continue;
            }
            facts.partitions |= token.isWord(text, "PARTITION")
                    || (token.isWord(text, "PARTITIONING")
                            && i > 0
                            && body.get(i - 1).isWord(text, "REMOVE"));
            facts.foreignKey |= token.isWord(text, "FOREIGN") || token.isWord(text, "REFERENCES");
            if (token.isWord(text, "AUTO_INCREMENT") && i + 1 < body.size()) {
                Token next = body.get(i + 1);
                facts.autoIncrement |= next.isPunctuation(text, '=') || next.kind() == Kind.NUMBER;
            }
        }
    }

    /** The clauses behind the head. */
    static List<List<Token>> pieces(String text, List<Token> tokens) {
        List<List<Token>> pieces = new ArrayList<>();
        List<Token> piece = new ArrayList<>();
        int depth = 0;
        for (Token token : tokens) {
            depth += token.isPunctuation(text, '(') ? 1 : token.isPunctuation(text, ')') ? -1 : 0;
            if (depth == 0 && token.isPunctuation(text, ',')) {
                pieces.add(piece);
                piece = new ArrayList<>();
            } else {
                piece.add(token);
            }
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }

    private void clause(TokenCursor clause) {
        if (clause.accept("ADD")) {
            add(clause);
        } else if (clause.accept("DROP")) {
            drop(clause);
        } else if (clause.accept("CHANGE")) {
            clause.accept("COLUMN");
            acceptIf(clause);
            rename(clause.name(), clause.name());
        } else if (clause.accept("RENAME")) {
            renameClause(clause);
        } else {
            boolean listed = inNameList && clause.name().isPresent();
            sure &= listed || clause.atAny(HARMLESS);
            inNameList = listed || clause.at("ORDER", "BY");
            return;
        }
        inNameList = clause.at("PARTITION");
    }

    private void add(TokenCursor clause) {
        boolean column = clause.accept("COLUMN");
        acceptIf(clause);
        if (clause.acceptSign('(')) {
            addInParentheses(clause);
        } else if (column || !startsKeyPart(clause)) {
            note(clause.name(), facts.added);
        }
    }

    private void addInParentheses(TokenCursor clause) {
        List<Token> rest =
                clause.tokens().subList(clause.index(), clause.tokens().size() - 1);
        boolean closed = clause.tokens().get(clause.tokens().size() - 1).isPunctuation(text, ')');
        sure &= closed;
        for (List<Token> element : pieces(text, rest)) {
            TokenCursor inner = new TokenCursor(text, element);
            if (!startsKeyPart(inner)) {
                note(inner.name(), facts.added);
            }
        }
    }

    private void drop(TokenCursor clause) {
        boolean column = clause.accept("COLUMN");
        acceptIf(clause);
        if (column || !startsKeyPart(clause)) {
            note(clause.name(), facts.dropped);
        }
    }

    private static boolean startsKeyPart(TokenCursor clause) {
        return clause.atAny(KEY_PARTS)
                || clause.at("VECTOR", "INDEX")
                || clause.at("VECTOR", "KEY")
                || clause.at("PERIOD", "FOR")
                || clause.at("SYSTEM", "VERSIONING");
    }

    private void renameClause(TokenCursor clause) {
        if (clause.accept("COLUMN")) {
            acceptIf(clause);
            Optional<String> from = clause.name();
            sure &= clause.accept("TO");
            rename(from, clause.name());
        } else if (!clause.at("INDEX") && !clause.at("KEY")) {
            facts.renamesTable = true;
        }
    }

    private void rename(Optional<String> from, Optional<String> to) {
        sure &= from.isPresent() && to.isPresent();
        from.ifPresent(old -> to.ifPresent(fresh -> facts.rename(old, fresh)));
    }

    private void note(Optional<String> name, Set<String> names) {
        sure &= name.isPresent();
        name.ifPresent(names::add);
    }

    private static void acceptIf(TokenCursor clause) {
        if (!clause.accept("IF", "EXISTS")) {
            clause.accept("IF", "NOT", "EXISTS");
        }
    }
}
