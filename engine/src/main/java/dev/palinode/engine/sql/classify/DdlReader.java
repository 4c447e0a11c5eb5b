package dev.palinode.engine.sql.classify;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.SqlStatement.Ddl;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.engine.sql.SqlStatement.DdlTrait;
import dev.palinode.engine.sql.SqlStatement.NameRef;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.engine.sql.alter.AlterClauses;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the head of a CREATE, ALTER or DROP: what kind of thing it is about, and its names. What follows is only looked
 * through for words that are reserved in every server, so that they cannot be names.
 */
final class DdlReader {
    private static final List<String> OTHER_OBJECTS = List.of(
            "DATABASE",
            "SCHEMA",
            "PROCEDURE",
            "FUNCTION",
            "TRIGGER",
            "EVENT",
            "PACKAGE",
            "USER",
            "ROLE",
            "SERVER",
            "TABLESPACE",
            "LOGFILE",
            "UNDO",
            "SEQUENCE",
            "PREPARE",
            "RESOURCE",
            "REFERENCE",
            "INSTANCE",
            "LIBRARY");
    private static final List<String> DROP_ENDS = List.of("RESTRICT", "CASCADE", "WAIT", "NOWAIT");
    private static final int LONGEST_HEAD = 24;

    private final TokenCursor cursor;
    private final DdlAction action;
    private final Set<DdlTrait> traits = EnumSet.noneOf(DdlTrait.class);

    private DdlReader(TokenCursor cursor, DdlAction action) {
        this.cursor = cursor;
        this.action = action;
    }

    static Optional<SqlStatement> read(TokenCursor cursor) {
        for (DdlAction action : List.of(DdlAction.CREATE, DdlAction.ALTER, DdlAction.DROP)) {
            if (cursor.accept(action.name())) {
                return Optional.of(new DdlReader(cursor, action).read());
            }
        }
        return Optional.empty();
    }

    private Ddl read() {
        return switch (objectKind()) {
            case TABLE -> table();
            case VIEW -> view();
            case INDEX -> index();
            case OTHER -> ddl(DdlKind.OTHER, List.of());
        };
    }

    private Ddl ddl(DdlKind kind, List<NameRef> tables) {
        return new Ddl(cursor.text(), action, kind, tables, traits);
    }

    /** Passes modifiers such as OR REPLACE, UNIQUE or DEFINER = … until the word that names the kind of object. */
    private DdlKind objectKind() {
        for (int i = 0; i < LONGEST_HEAD && !cursor.atEnd(); i++) {
            if (cursor.accept("TABLE") || (action == DdlAction.DROP && cursor.accept("TABLES"))) {
                return DdlKind.TABLE;
            }
            if (cursor.accept("VIEW")) {
                return DdlKind.VIEW;
            }
            if (cursor.accept("INDEX")) {
                return DdlKind.INDEX;
            }
            if (cursor.atAny(OTHER_OBJECTS)) {
                return DdlKind.OTHER;
            }
            modifier();
        }
        return DdlKind.OTHER;
    }

    private void modifier() {
        if (cursor.accept("OR", "REPLACE")) {
            traits.add(DdlTrait.OR_REPLACE);
        } else if (cursor.accept("TEMPORARY")) {
            traits.add(DdlTrait.TEMPORARY);
        } else if (cursor.accept("IGNORE")) {
            traits.add(DdlTrait.IGNORE);
        } else {
            cursor.take();
        }
    }

    private Ddl table() {
        acceptIfExists();
        List<NameRef> names = action == DdlAction.DROP
                ? dropped()
                : cursor.tableName().stream().toList();
        if (holdsWord("FOREIGN") || holdsWord("REFERENCES")) {
            traits.add(DdlTrait.FOREIGN_KEY);
        }
        if (action == DdlAction.CREATE && isFilled()) {
            traits.add(DdlTrait.FROM_QUERY);
        }
        if (action == DdlAction.ALTER && AlterClauses.read(cursor.text()).renamesTable()) {
            traits.add(DdlTrait.RENAMES_TABLE);
        }
        return ddl(DdlKind.TABLE, names);
    }

    private Ddl view() {
        acceptIfExists();
        return ddl(
                DdlKind.VIEW,
                action == DdlAction.DROP
                        ? dropped()
                        : cursor.tableName().stream().toList());
    }

    /** CREATE INDEX i … ON t, DROP INDEX i ON t. */
    private Ddl index() {
        acceptIfExists();
        cursor.name();
        while (!cursor.atEnd() && !cursor.at("ON")) {
            cursor.take();
        }
        return ddl(
                DdlKind.INDEX, cursor.accept("ON") ? cursor.tableName().stream().toList() : List.of());
    }

    private void acceptIfExists() {
        if (cursor.accept("IF", "EXISTS") || cursor.accept("IF", "NOT", "EXISTS")) {
            traits.add(DdlTrait.IF_EXISTS);
        }
    }

    /** The names of a DROP, or none when the list cannot be read to its end. */
    private List<NameRef> dropped() {
        List<NameRef> names = new ArrayList<>();
        do {
            Optional<NameRef> name = cursor.tableName();
            if (name.isEmpty()) {
                return List.of();
            }
            names.add(name.get());
        } while (cursor.acceptSign(','));
        return cursor.atEnd() || cursor.atAny(DROP_ENDS) ? names : List.of();
    }

    /** Whether the rest holds the unquoted word, other than as a part of a qualified name. */
    private boolean holdsWord(String word) {
        List<Token> tokens = cursor.tokens();
        for (int i = cursor.index(); i < tokens.size(); i++) {
            if (tokens.get(i).isWord(cursor.text(), word) && !tokens.get(i - 1).isPunctuation(cursor.text(), '.')) {
                return true;
            }
        }
        return false;
    }

    /** Whether a CREATE TABLE has a query: SELECT anywhere, or AS, TABLE or VALUES outside parentheses. */
    private boolean isFilled() {
        if (holdsWord("SELECT")) {
            return true;
        }
        int depth = 0;
        for (Token token :
                cursor.tokens().subList(cursor.index(), cursor.tokens().size())) {
            String text = cursor.text();
            depth += token.isPunctuation(text, '(') ? 1 : token.isPunctuation(text, ')') ? -1 : 0;
            boolean query = token.isWord(text, "AS") || token.isWord(text, "TABLE") || token.isWord(text, "VALUES");
            if (depth == 0 && query) {
                return true;
            }
        }
        return false;
    }
}
