package dev.palinode.shell.launch;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests that share one {@code palinode demo}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnDemo {
    static final String PROMPT = "palinode commerce@primary>";

    /** For files. */
    Path home = Path.of("");

    private Optional<DemoShop> demo = Optional.empty();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        home = directory;
        demo = Optional.of(DemoShop.start(directory.resolve("data")));
    }

    @AfterAll
    void stop() throws Exception {
        demo.orElseThrow().close();
    }

    DemoShop demo() {
        return demo.orElseThrow();
    }
}
