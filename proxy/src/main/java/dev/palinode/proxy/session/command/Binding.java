package dev.palinode.proxy.session.command;

import dev.palinode.proxy.intercept.form.Backslashes;
import dev.palinode.proxy.intercept.form.Parameters;
import dev.palinode.proxy.intercept.form.Parameters.Value;
import dev.palinode.proxy.wire.WireStrings;
import dev.palinode.proxy.wire.WireStrings.Statement;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Writes the values of an execution into the text of a statement of ours. Text and values are read in one and the same
 * character set, in which what comes of it is encoded again, so that the server gets the bytes that the client sent.
 *
 * @param splitLetters the session's character set, if it is one in which letters can have halves that look like signs
 * @param backslashEscapes whether a backslash escapes in the session
 */
public record Binding(Optional<Charset> splitLetters, boolean backslashEscapes) {
    /** No migration has this UUID. */
    private static final Value EXAMPLE = new Value(Optional.of("00000000_0000_0000_0000_000000000000"), true);

    /** How many parameters a text has. */
    public int count(String sql) {
        return Parameters.count(readable(sql));
    }

    /** The text with values that nobody has sent: of a kind that each of our statements takes. */
    public String example(String sql) {
        return bound(sql, Collections.nCopies(count(sql), EXAMPLE), StandardCharsets.ISO_8859_1)
                .map(Statement::sql)
                .orElse(sql);
    }

    /**
     * The text with the values.
     *
     * @param values as many as the text has parameters; strings hold their bytes as Latin-1
     * @return empty if they cannot be read, so that nobody could tell which of their bytes are quotes
     */
    public Optional<Statement> bind(Statement statement, List<Value> values) {
        if (splitLetters.isPresent()) {
            Charset charset = splitLetters.get();
            boolean same = statement.charset().equals(charset)
                    || statement.sql().chars().allMatch(c -> c < 0x80);
            return same ? bound(statement.sql(), values, charset) : Optional.empty();
        }
        Optional<Statement> utf8 = statement.charset().equals(StandardCharsets.UTF_8)
                ? bound(statement.sql(), values, StandardCharsets.UTF_8)
                : Optional.empty();
        Charset latin1 = StandardCharsets.ISO_8859_1;
        return utf8.or(() -> bound(new String(statement.encode(statement.sql()), latin1), values, latin1));
    }

    private Optional<Statement> bound(String sql, List<Value> values, Charset charset) {
        List<Optional<Value>> read =
                values.stream().map(value -> read(value, charset)).toList();
        if (read.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        String text = Parameters.bind(
                readable(sql), read.stream().map(Optional::orElseThrow).toList());
        return Optional.of(new Statement(backslashEscapes ? text : Backslashes.single(text), charset));
    }

    private String readable(String sql) {
        return backslashEscapes ? sql : Backslashes.doubled(sql);
    }

    /** The value with its bytes read in a character set; empty if they are not of it. */
    private static Optional<Value> read(Value value, Charset charset) {
        if (!value.quoted() || value.text().isEmpty()) {
            return Optional.of(value);
        }
        byte[] bytes = value.text().get().getBytes(StandardCharsets.ISO_8859_1);
        return WireStrings.decode(bytes, charset).map(text -> new Value(Optional.of(text), true));
    }
}
