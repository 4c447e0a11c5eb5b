package dev.palinode.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreesTest {
    @TempDir
    private Path directory;

    @Test
    void ofSeveralWhoFillADirectoryOneWinsAndNothingIsLeftOver() throws Exception {
        Path made = directory.resolve("made");
        CountDownLatch together = new CountDownLatch(4);
        List<CompletableFuture<Path>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(CompletableFuture.supplyAsync(() -> fill(made, together)));
        }
        for (CompletableFuture<Path> one : all) {
            assertThat(one.get()).isEqualTo(made);
        }
        assertThat(made.resolve("file")).hasContent("whole");
        try (var children = Files.list(directory)) {
            assertThat(children).containsExactly(made);
        }
    }

    private static Path fill(Path made, CountDownLatch together) {
        try {
            return FileTrees.createWhole(made, work -> {
                together.countDown();
                together.await(5, TimeUnit.SECONDS);
                Files.writeString(work.resolve("file"), "whole");
            });
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFillThatFailsLeavesNothing() throws Exception {
        Path made = directory.resolve("made");
        assertThatThrownBy(() -> FileTrees.createWhole(made, work -> {
                    Files.writeString(work.resolve("half"), "x");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void copiesKeepContentsAndHoles() throws Exception {
        Path from = directory.resolve("from");
        Files.createDirectories(from.resolve("sub"));
        byte[] bytes = new byte[300_000];
        Arrays.fill(bytes, 70_000, 70_010, (byte) 9);
        Files.write(from.resolve("sub/zeros-at-the-end"), bytes);
        bytes[299_999] = 1;
        Files.write(from.resolve("sub/some"), bytes);
        Files.write(from.resolve("empty"), new byte[0]);
        Path to = directory.resolve("to");
        FileTrees.copySparse(from, to);
        assertThat(to.resolve("sub/some")).hasBinaryContent(bytes);
        bytes[299_999] = 0;
        assertThat(to.resolve("sub/zeros-at-the-end")).hasBinaryContent(bytes);
        assertThat(to.resolve("empty")).isEmptyFile();
        FileTrees.delete(to);
        assertThat(to).doesNotExist();
    }

    @Test
    void aDirectoryOfAnotherUserIsRefused() throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        assertThatThrownBy(() -> FileTrees.createOwn(link)).hasMessageContaining("belongs to another user");
        Path own = directory.resolve("own");
        FileTrees.createOwn(own);
        FileTrees.createOwn(own);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                .isEqualTo("rwx------");
    }
}
