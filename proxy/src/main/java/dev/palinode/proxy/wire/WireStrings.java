package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Strings as the protocol writes them: ended by a zero byte, or with their length before them. */
public final class WireStrings {
    private WireStrings() {}

    /**
     * Reads up to a zero byte, or to the end of the buffer where there is none (some clients leave it out).
     */
    public static String readNul(ByteBuf in) {
        int length = in.bytesBefore((byte) 0);
        if (length < 0) {
            return in.readCharSequence(in.readableBytes(), StandardCharsets.UTF_8)
                    .toString();
        }
        String text = in.readCharSequence(length, StandardCharsets.UTF_8).toString();
        in.skipBytes(1);
        return text;
    }

    /** Writes the text and a zero byte. */
    public static void writeNul(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.UTF_8);
        out.writeByte(0);
    }

    /** Reads a string that has its length before it. */
    public static String readLenenc(ByteBuf in) {
        return in.readCharSequence(lengthOf(in), StandardCharsets.UTF_8).toString();
    }

    /** Reads a string that has its length before it, each byte of it as one letter. */
    static String readLenencAsLatin1(ByteBuf in) {
        return in.readCharSequence(lengthOf(in), StandardCharsets.ISO_8859_1).toString();
    }

    /** Reads bytes that have their length before them. */
    public static Octets readLenencOctets(ByteBuf in) {
        return Octets.read(in, lengthOf(in));
    }

    /** Skips a string that has its length before it. */
    public static void skipLenenc(ByteBuf in) {
        in.skipBytes(lengthOf(in));
    }

    private static int lengthOf(ByteBuf in) {
        long length = WireInts.readLenenc(in);
        if (length < 0 || length > in.readableBytes()) {
            throw new WireException("a string of " + length + " bytes in " + in.readableBytes());
        }
        return (int) length;
    }

    /** Writes a string with its length before it. */
    public static void writeLenenc(ByteBuf out, String text) {
        WireInts.writeLenenc(out, ByteBufUtil.utf8Bytes(text));
        out.writeCharSequence(text, StandardCharsets.UTF_8);
    }

    /** Reads so many bytes. */
    static byte[] readBytes(ByteBuf in, int length) {
        if (length > in.readableBytes()) {
            throw new WireException(length + " bytes wanted, " + in.readableBytes() + " left");
        }
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    /**
     * The text of a statement. What is not in the character set is read as Latin-1, in which no byte is lost; every
     * keyword reads the same in all.
     *
     * @param index where it begins
     * @param length bytes
     * @param charset if it is one in which letters can have halves that look like signs; else UTF-8 is tried
     */
    public static Statement statement(ByteBuf in, int index, int length, Optional<Charset> charset) {
        byte[] bytes = ByteBufUtil.getBytes(in, index, length);
        Charset tried = charset.orElse(StandardCharsets.UTF_8);
        Charset latin1 = StandardCharsets.ISO_8859_1;
        return decode(bytes, tried)
                .map(text -> new Statement(text, tried))
                .orElseGet(() -> new Statement(new String(bytes, latin1), latin1));
    }

    /** The text that the bytes are in a character set; empty if they are none, or would not come back by encoding it. */
    public static Optional<String> decode(byte[] bytes, Charset charset) {
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(text).filter(read -> Arrays.equals(read.getBytes(charset), bytes));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * A statement's text.
     *
     * @param sql the text
     * @param charset in which its bytes were read
     */
    public record Statement(String sql, Charset charset) {
        /** Bytes for a text made from this one, in the same encoding. */
        public byte[] encode(String changed) {
            return changed.getBytes(charset);
        }
    }
}
