package dev.palinode.proxy.intercept.vtctl;

import dev.palinode.engine.AppThrottle;
import dev.palinode.engine.EngineFault;
import dev.palinode.engine.sql.cluster.VtctlCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code VTCTL UpdateThrottlerConfig}, as far as it is about rules for apps: thresholds are options of the proxy. */
final class ThrottlerConfig {
    static final String NAME = "UpdateThrottlerConfig";
    static final String FORM = "VTCTL " + NAME + " (--throttle-app <name> [--throttle-app-ratio 1]"
            + " [--throttle-app-duration 1h] | --unthrottle-app <name>) <keyspace>";
    static final String SUMMARY = "Throttles an app, such as vcopier, vplayer, tablegc or online-ddl, or no more.";

    private static final String APP = "throttle-app";
    private static final String RATIO = "throttle-app-ratio";
    private static final String DURATION = "throttle-app-duration";
    private static final String NO_APP = "unthrottle-app";

    /** Vitess's. */
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Pattern APP_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private final VtctlCommand command;

    private ThrottlerConfig(VtctlCommand command) {
        this.command = command;
    }

    /**
     * Reads the command.
     *
     * @throws EngineFault if it is wrong
     */
    static ThrottlerConfig of(VtctlCommand command) {
        for (String option : command.options().keySet()) {
            if (!Set.of(APP, RATIO, DURATION, NO_APP).contains(option)) {
                throw VtctlCommand.wrong(NAME + " has no option --" + option
                        + " here (thresholds and the custom query are options of palinode serve); it is written: "
                        + FORM);
            }
        }
        boolean throttles = command.option(APP).isPresent();
        boolean alone = command.options().size() == 1;
        if (command.arguments().size() != 1
                || throttles == command.option(NO_APP).isPresent()
                || (!throttles && !alone)) {
            throw VtctlCommand.wrong(NAME + " is written: " + FORM);
        }
        ThrottlerConfig config = new ThrottlerConfig(command);
        if (!APP_NAME.matcher(config.app()).matches()) {
            throw VtctlCommand.wrong("an app is named by letters, digits, _, . and -, not \"" + config.app() + "\"");
        }
        config.ratio();
        config.duration();
        return config;
    }

    /** Whose throttler it is about. */
    String keyspace() {
        return command.arguments().get(0).replaceFirst("/0$", "");
    }

    private String app() {
        return command.option(APP).or(() -> command.option(NO_APP)).orElse("");
    }

    private double ratio() {
        Optional<String> text = command.option(RATIO);
        try {
            double ratio = text.map(Double::parseDouble).orElse(1.0);
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException e) {
            throw VtctlCommand.wrong(wrongRatio(text));
        }
        throw VtctlCommand.wrong(wrongRatio(text));
    }

    private static String wrongRatio(Optional<String> text) {
        return "--" + RATIO + " takes a number from 0 to 1, not \"" + text.orElse("") + "\"";
    }

    private Duration duration() {
        return command.duration(DURATION).orElse(HOUR);
    }

    /** Does it; what was done. */
    List<String> run(AppThrottle throttle) {
        if (command.option(NO_APP).isPresent()) {
            throttle.unthrottle(app());
            return List.of(app() + " is not throttled by a rule of its own any more");
        }
        throttle.throttle(app(), duration(), ratio());
        return List.of(app() + " is throttled for " + duration().toSeconds() + " s with ratio " + ratio());
    }
}
