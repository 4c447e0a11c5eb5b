package dev.palinode.engine.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.throttle.ThrottleRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleBookTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final MigrationId ID = MigrationId.generate();
    private static final AppName COPIER = AppName.ofStream("vcopier", ID);

    private static ThrottleRule rule(String app, double ratio) {
        return new ThrottleRule(app, "", Duration.ofHours(1), ratio);
    }

    private static RuleBook book(ThrottleRule... rules) {
        return RuleBook.of(List.of(rules), NOW);
    }

    @Test
    void aRuleNamesTheWholeOrAnyComponent() {
        Stream.of("vcopier", ID.uuid(), "vreplication", "online-ddl", COPIER.name(), "all")
                .forEach(app -> assertThat(book(rule(app, 1)).denying(COPIER, NOW, () -> 0.5))
                        .as(app)
                        .isPresent());
        Stream.of("vplayer", "vcop", "online", MigrationId.generate().uuid(), "")
                .forEach(app -> assertThat(book(rule(app, 1)).denying(COPIER, NOW, () -> 0.5))
                        .as(app)
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"1,0.999,true", "0.4,0.39,true", "0.4,0.4,false", "0,0,false"})
    void theRatioIsAProbability(double ratio, double random, boolean denied) {
        assertThat(book(rule("vcopier", ratio))
                        .denying(COPIER, NOW, () -> random)
                        .isPresent())
                .isEqualTo(denied);
    }

    @Test
    void anExplicitRuleThatLetsPassHidesTheOneForAll() {
        RuleBook book = book(rule("all", 1), rule("vcopier", 0.1));
        assertThat(book.denying(COPIER, NOW, () -> 0.5)).isEmpty();
        assertThat(book.denying(new AppName("tablegc"), NOW, () -> 0.5)).isPresent();
    }

    @Test
    void aRuleEndsWhenItsTimeIsOver() {
        RuleBook book = book(rule("online-ddl", 1));
        Instant end = NOW.plus(Duration.ofHours(1));
        assertThat(book.denying(COPIER, end.minusMillis(1), () -> 0)).isPresent();
        assertThat(book.denying(COPIER, end, () -> 0)).isEmpty();
        assertThat(book.userRatio(ID, end.minusMillis(1))).isEqualTo(1);
        assertThat(book.userRatio(ID, end)).isZero();
    }

    @Test
    void theHigherRatioOfAllAndOneIsTheUsers() {
        assertThat(book(rule("online-ddl", 0.3), rule(ID.uuid(), 0.7), rule("vcopier", 1))
                        .userRatio(ID, NOW))
                .isEqualTo(0.7);
        assertThat(book(rule("online-ddl", 0.3), rule("vcopier:" + ID.uuid(), 0.2))
                        .userRatio(ID, NOW))
                .isEqualTo(0.3);
        assertThat(book(rule("all", 1)).userRatio(ID, NOW)).isZero();
    }
}
