package dev.palinode.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The way back of renamings, whose map has no order that could be relied on. */
final class ShadowAnalysisTest {
    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @Test
    void aColumnThatTookTheNameOfADroppedOneGoesBack() {
        assertThat(ShadowAnalysis.inverse(ordered("a", "", "b", "a"))).isEqualTo(Map.of("a", "b"));
        assertThat(ShadowAnalysis.inverse(ordered("b", "a", "a", ""))).isEqualTo(Map.of("a", "b"));
        assertThat(ShadowAnalysis.inverse(ordered("b", "A", "a", ""))).isEqualTo(Map.of("A", "b"));
    }

    @Test
    void allOthersTurnRound() {
        assertThat(ShadowAnalysis.inverse(ordered("a", "b", "b", "a", "c", "", "d", "e")))
                .isEqualTo(Map.of("b", "a", "a", "b", "c", "", "e", "d"));
    }
}
