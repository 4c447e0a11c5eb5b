package dev.palinode.engine.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Copies an ELF64 program without what follows its last loaded segment. In the unstripped mariadbd that is debugging
 * information: nine tenths of the file. Section headers lie behind it and are not needed to run, so the header says
 * that there are none.
 */
final class ElfTrim {
    /** Enough for the file header and the program headers, which linkers put right behind it. */
    private static final int HEAD_BYTES = 1 << 16;

    private static final int FILE_HEADER_BYTES = 64;
    private static final int PT_LOAD = 1;

    private ElfTrim() {}

    /** Copies what a program needs to run; anything that is not little-endian ELF64 is copied whole. */
    static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        long end = endOfLastSegment(head);
        if (end <= 0) {
            out.write(head);
            in.transferTo(out);
            return;
        }
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(40, 0).putShort(60, (short) 0).putShort(62, (short) 0);
        int fromHead = (int) Math.min(head.length, end);
        out.write(head, 0, fromHead);
        copyExactly(in, out, end - fromHead);
    }

    /** Offsets are those of the ELF-64 object file format; 0 when the bytes are not such a file. */
    private static long endOfLastSegment(byte[] head) {
        boolean elf64 = head.length >= FILE_HEADER_BYTES
                && head[0] == 0x7f
                && head[1] == 'E'
                && head[2] == 'L'
                && head[3] == 'F'
                && head[4] == 2
                && head[5] == 1;
        if (!elf64) {
            return 0;
        }
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long table = header.getLong(32);
        int size = header.getShort(54);
        int count = header.getShort(56);
        if (table < 0 || size < 56 || count < 0 || table + (long) size * count > head.length) {
            return 0;
        }
        long end = 0;
        for (int i = 0; i < count; i++) {
            int at = (int) table + i * size;
            if (header.getInt(at) == PT_LOAD) {
                end = Math.max(end, header.getLong(at + 8) + header.getLong(at + 32));
            }
        }
        return end;
    }

    private static void copyExactly(InputStream in, OutputStream out, long bytes) throws IOException {
        byte[] buffer = new byte[HEAD_BYTES];
        long left = bytes;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("the program ends " + left + " bytes before its last segment does");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
