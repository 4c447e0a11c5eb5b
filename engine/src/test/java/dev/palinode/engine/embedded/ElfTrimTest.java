package dev.palinode.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ElfTrimTest {
    @Test
    void keepsEverythingUpToTheLastSegmentAndNoSections() throws IOException {
        byte[] trimmed = trim(program(200_000, 150_000));
        assertThat(trimmed).hasSize(150_000);
        assertThat(ByteBuffer.wrap(trimmed).order(ByteOrder.LITTLE_ENDIAN).getLong(40))
                .isZero();
        assertThat(trimmed[149_999]).isEqualTo((byte) 7);
    }

    @Test
    void leavesOtherFilesAlone() throws IOException {
        byte[] text = "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8);
        assertThat(trim(text)).isEqualTo(text);
        assertThat(trim(new byte[0])).isEmpty();
    }

    @Test
    void refusesATruncatedProgram() {
        byte[] cut = Arrays.copyOf(program(200_000, 150_000), 149_999);
        assertThatThrownBy(() -> trim(cut)).isInstanceOf(EOFException.class).hasMessageContaining("1 bytes");
    }

    private static byte[] trim(byte[] file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ElfTrim.copy(new ByteArrayInputStream(file), out);
        return out.toByteArray();
    }

    /** Two program headers, the second of which is loaded up to {@code end}. */
    private static byte[] program(int size, int end) {
        byte[] file = new byte[size];
        Arrays.fill(file, 200, size, (byte) 7);
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
        header.putLong(32, 64).putLong(40, 190_000).putShort(54, (short) 56).putShort(56, (short) 2);
        header.putShort(60, (short) 30);
        header.putInt(64, 6).putLong(64 + 8, 0).putLong(64 + 32, 190_000);
        header.putInt(120, 1).putLong(120 + 8, 100_000).putLong(120 + 32, end - 100_000);
        return file;
    }
}
