package dev.palinode.engine.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GcNameTest {
    private static final MigrationId ID = new MigrationId("6ace8bcc_0d51_11ee_a2f4_0a43f95f28a3");

    @Test
    void theNameIsThatOfVitessInUtc() {
        GcName name = GcName.of(GcName.Kind.HOLD, ID, Instant.parse("2026-03-01T23:59:58.7Z"));
        assertThat(name.table()).isEqualTo("_vt_hld_6ace8bcc0d5111eea2f40a43f95f28a3_20260301235958_");
    }

    @ParameterizedTest
    @EnumSource(GcName.Kind.class)
    void whatIsWrittenIsReadBack(GcName.Kind kind) {
        GcName name = GcName.of(kind, ID, Instant.parse("2026-03-01T23:59:58Z"));
        assertThat(GcName.parse(name.table())).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "_vt_hld_6ace8bcc0d5111eea2f40a43f95f28a3_20260301235958",
                "_vt_hld_6ace8bcc0d5111eea2f40a43f95f28a3_20261301235958_",
                "_vt_abc_6ace8bcc0d5111eea2f40a43f95f28a3_20260301235958_",
                "_vt_hld_6ACE8BCC0D5111EEA2F40A43F95F28A3_20260301235958_",
                "x_vt_hld_6ace8bcc0d5111eea2f40a43f95f28a3_20260301235958_"
            })
    void othersAreNotTakenForInternal(String table) {
        assertThat(GcName.parse(table)).isEmpty();
    }
}
