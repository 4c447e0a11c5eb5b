package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** An immutable string of bytes, such as a nonce or a proof. Never printed, because some are secrets. */
public final class Octets {
    /** No bytes. */
    public static final Octets NONE = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of these bytes. */
    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    /** Reads so many bytes. */
    public static Octets read(ByteBuf in, int length) {
        return new Octets(WireStrings.readBytes(in, length));
    }

    /** Reads the rest. */
    public static Octets readAll(ByteBuf in) {
        return read(in, in.readableBytes());
    }

    /** Bytes. */
    public int length() {
        return bytes.length;
    }

    /** Whether there is no byte. */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** One byte. */
    public byte at(int index) {
        return bytes[index];
    }

    /** A copy. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** Writes a part of the bytes. */
    public void write(ByteBuf out, int from, int length) {
        out.writeBytes(bytes, from, length);
    }

    /** Writes all bytes. */
    public void write(ByteBuf out) {
        out.writeBytes(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Octets[" + bytes.length + "]";
    }
}
