package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sql.GoDuration;
import dev.palinode.engine.sql.MigrationVerb;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** ALTER VITESS_MIGRATION … THROTTLE and UNTHROTTLE, SHOW VITESS_THROTTLED_APPS, SHOW VITESS_THROTTLER STATUS. */
final class ThrottleCommand {
    private static final String FORM = "THROTTLE [EXPIRE '<duration>'] [RATIO <number>]";

    /** As in Vitess. */
    private static final Duration USUAL_EXPIRE = Duration.ofHours(1);

    private static final double USUAL_RATIO = 1;

    private final MigrationEngine engine;
    private final Names names;

    /** Finds the migration that a text names. */
    @FunctionalInterface
    interface Names {
        Supplier<MigrationId> named(String word, String text);
    }

    /** What a THROTTLE says beside its target. */
    private record Terms(Duration expire, double ratio) {}

    ThrottleCommand(MigrationEngine engine, Names names) {
        this.engine = engine;
        this.names = names;
    }

    static boolean concerns(MigrationVerb verb) {
        return verb == MigrationVerb.THROTTLE || verb == MigrationVerb.UNTHROTTLE;
    }

    /** The answer is empty, as in Vitess. */
    Route alter(SqlStatement.AlterMigration alter) {
        Optional<Supplier<MigrationId>> target =
                alter.uuid().map(uuid -> names.named(alter.verb().sql(), uuid));
        if (alter.verb() == MigrationVerb.UNTHROTTLE) {
            return Answers.work(false, () -> {
                engine.unthrottle(target.map(Supplier::get));
                return new Reply.Ok(0);
            });
        }
        Terms terms = terms(alter.argument().orElse(""));
        return Answers.work(false, () -> {
            engine.throttle(target.map(Supplier::get), terms.expire(), terms.ratio());
            return new Reply.Ok(0);
        });
    }

    private static Terms terms(String text) {
        TokenCursor cursor = new TokenCursor(text);
        Duration expire = USUAL_EXPIRE;
        double ratio = USUAL_RATIO;
        if (cursor.accept("EXPIRE")) {
            String said = cursor.string().orElseThrow(() -> malformed(cursor));
            expire = expire(said);
        }
        if (cursor.accept("RATIO")) {
            String said = text.substring(cursor.offset());
            ratio = ratio(said);
        } else if (!cursor.atEnd()) {
            throw malformed(cursor);
        }
        return new Terms(expire, ratio);
    }

    private static EngineFault malformed(TokenCursor cursor) {
        return new EngineFault(EngineFault.Kind.SYNTAX, cursor.malformed(FORM).message());
    }

    private static Duration expire(String text) {
        return GoDuration.parse(text)
                .filter(time -> !time.isNegative())
                .orElseThrow(() -> new EngineFault(EngineFault.Kind.WRONG_ARGUMENT, "invalid EXPIRE value: " + text));
    }

    /** A literal, so neither a sign nor an exponent. */
    private static double ratio(String text) {
        String number = text.strip();
        if (!number.matches("[0-9]{1,20}(\\.[0-9]{0,20})?|\\.[0-9]{1,20}") || Double.parseDouble(number) > 1) {
            throw new EngineFault(EngineFault.Kind.WRONG_ARGUMENT, "invalid RATIO value: " + number);
        }
        return Double.parseDouble(number);
    }

    Route show(SqlStatement.ShowThrottler show) {
        return Answers.work(
                false, () -> new Reply.Rows(show.apps() ? engine.throttledApps() : engine.throttlerStatus()));
    }
}
