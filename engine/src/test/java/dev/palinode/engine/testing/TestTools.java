package dev.palinode.engine.testing;

import dev.palinode.engine.migration.runner.external.tool.ToolPrograms;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.ToolPaths;
import org.opentest4j.TestAbortedException;

/** The programs of external strategies on this machine. */
public final class TestTools {
    /** Names gh-ost, which no distribution has. */
    private static final String GH_OST = "PALINODE_TEST_GHOST";

    private TestTools() {}

    /** Where they are. */
    public static ToolPaths paths() {
        ToolPaths usual = ToolPaths.DEFAULTS;
        return new ToolPaths(System.getenv().getOrDefault(GH_OST, usual.ghOst()), usual.ptOsc());
    }

    /**
     * Ends a test whose program is missing. CI installs pt-online-schema-change, so that it must be there.
     *
     * @param strategy {@code gh-ost} or {@code pt-osc}
     */
    public static void require(String strategy) {
        DdlStrategy.Kind kind = strategy.equals("gh-ost") ? DdlStrategy.Kind.GH_OST : DdlStrategy.Kind.PT_OSC;
        ToolPrograms programs = new ToolPrograms(paths());
        if (programs.find(kind).isPresent()) {
            return;
        }
        if (kind == DdlStrategy.Kind.PT_OSC && System.getenv().containsKey("CI")) {
            throw new AssertionError("CI has no pt-online-schema-change: " + programs.missing(kind));
        }
        throw new TestAbortedException(
                kind == DdlStrategy.Kind.GH_OST
                        ? "Debian has no gh-ost: set " + GH_OST + " to the program"
                        : "no pt-online-schema-change here: install percona-toolkit");
    }
}
