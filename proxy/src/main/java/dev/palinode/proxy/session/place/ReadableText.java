package dev.palinode.proxy.session.place;

import dev.palinode.proxy.intercept.form.Backslashes;
import dev.palinode.proxy.intercept.form.CharacterSets;
import dev.palinode.proxy.wire.WireStrings;
import dev.palinode.proxy.wire.WireStrings.Statement;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * A client's text for readers to whom a backslash always escapes and every letter is whole, and the way back to the bytes of
 * its pieces.
 *
 * @param sql the text
 * @param statement in whose encoding it came
 * @param doubled whether its backslashes were doubled, because they escape nothing in the session
 */
public record ReadableText(String sql, Statement statement, boolean doubled) {
    /**
     * A text that lies in a buffer.
     *
     * @param characterSet of the session's statements, in the server's words
     */
    public static ReadableText of(
            ByteBuf in, int index, int length, Optional<String> characterSet, boolean noBackslashEscapes) {
        Optional<Charset> splitLetters = characterSet.flatMap(CharacterSets::charset);
        Statement statement = WireStrings.statement(in, index, length, splitLetters);
        return of(statement, statement.sql(), noBackslashEscapes);
    }

    /** A text in the encoding of another. */
    public static ReadableText of(Statement like, String sql, boolean noBackslashEscapes) {
        boolean doubled = noBackslashEscapes && sql.indexOf('\\') >= 0;
        return new ReadableText(doubled ? Backslashes.doubled(sql) : sql, like, doubled);
    }

    /** The bytes of a piece. */
    public byte[] encode(String piece) {
        return statement.encode(doubled ? Backslashes.single(piece) : piece);
    }
}
