package dev.palinode.engine.sidecar.throttle;

import java.time.Duration;
import java.util.Objects;

/**
 * What a user has said of an app: a part of its checks is denied, for a time.
 *
 * @param app a whole name or one of its components, such as a migration's UUID or {@code online-ddl}
 * @param expireAt when the rule ends, in UTC, as the server writes it
 * @param left how long it lasts from the moment at which it was read
 * @param ratio which part of the checks is denied, 0 to 1
 */
public record ThrottleRule(String app, String expireAt, Duration left, double ratio) {
    public ThrottleRule {
        Objects.requireNonNull(app, "app");
        Objects.requireNonNull(expireAt, "expireAt");
        Objects.requireNonNull(left, "left");
    }
}
