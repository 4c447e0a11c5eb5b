package dev.palinode.proxy.intercept.form;

import dev.palinode.engine.sql.Token.Kind;
import dev.palinode.engine.sql.TokenCursor;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The character sets of clients in which a byte that looks like a quote or a backslash may be the second half of a
 * letter. All others can be read as if they were UTF-8 or Latin-1.
 */
public final class CharacterSets {
    private static final Map<String, String> SPLIT_LETTERS = Map.of(
            "big5", "Big5",
            "sjis", "windows-31j",
            "cp932", "windows-31j",
            "gbk", "GBK",
            "gb18030", "GB18030");

    /** Collation ids of those sets (MySQL manual, INFORMATION_SCHEMA COLLATIONS), as a handshake names them. */
    private static final Map<Integer, String> BY_COLLATION = Map.ofEntries(
            Map.entry(1, "big5"),
            Map.entry(84, "big5"),
            Map.entry(13, "sjis"),
            Map.entry(88, "sjis"),
            Map.entry(28, "gbk"),
            Map.entry(87, "gbk"),
            Map.entry(95, "cp932"),
            Map.entry(96, "cp932"),
            Map.entry(248, "gb18030"),
            Map.entry(249, "gb18030"),
            Map.entry(250, "gb18030"));

    private CharacterSets() {}

    /** The character set of a handshake's collation, if it is one of these. */
    public static Optional<String> ofCollation(int id) {
        return Optional.ofNullable(BY_COLLATION.get(id));
    }

    /** How to read a character set, if it is one of these and Java knows it. */
    public static Optional<Charset> charset(String name) {
        return Optional.ofNullable(SPLIT_LETTERS.get(name.toLowerCase(Locale.ROOT)))
                .filter(Charset::isSupported)
                .map(Charset::forName);
    }

    /** The character set of later statements that a SET chooses; the empty string is the default one. */
    public static Optional<String> chosen(String sql) {
        TokenCursor cursor = new TokenCursor(sql);
        if (!cursor.accept("SET")) {
            return Optional.empty();
        }
        Optional<String> chosen = Optional.empty();
        while (!cursor.atEnd()) {
            boolean names = cursor.accept("NAMES")
                    || cursor.accept("CHARSET")
                    || cursor.accept("CHARACTER", "SET")
                    || assigned(cursor);
            if (names && !cursor.atEnd()) {
                chosen = cursor.string().or(cursor::name).map(name -> name.equalsIgnoreCase("DEFAULT") ? "" : name);
            } else if (!cursor.atEnd()) {
                cursor.take();
            }
        }
        return chosen;
    }

    private static boolean assigned(TokenCursor cursor) {
        if (!cursor.accept("character_set_client")) {
            return false;
        }
        if (!cursor.atEnd() && cursor.atKind(Kind.PUNCTUATION)) {
            cursor.take();
        }
        return true;
    }
}
