package dev.palinode.proxy.config;

import dev.palinode.engine.sql.GoDuration;
import dev.palinode.engine.throttle.Metric;
import dev.palinode.engine.throttle.ThrottleConfig;
import dev.palinode.proxy.config.Settings.Text;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the keys of {@link ThrottleConfig}; what is wrong with them is added to the mistakes. */
final class ThrottleReader {
    static final String THRESHOLD = "throttle-threshold";
    static final String QUERY = "throttle-custom-query";

    private static final String OFF = "off";

    private final Map<String, Text> settings;
    private final List<String> mistakes;

    ThrottleReader(Map<String, Text> settings, List<String> mistakes) {
        this.settings = settings;
        this.mistakes = mistakes;
    }

    /** What is not said stays as it is usually; a query by itself is watched as well. */
    ThrottleConfig read() {
        Optional<Text> query = Optional.ofNullable(settings.get(QUERY));
        Map<Metric, Double> thresholds = new EnumMap<>(ThrottleConfig.defaults().thresholds());
        query.ifPresent(said -> thresholds.put(Metric.CUSTOM, Metric.CUSTOM.usualThreshold()));
        Optional<Text> said = Optional.ofNullable(settings.get(THRESHOLD));
        try {
            said.ifPresent(text -> read(text.value(), thresholds));
            return new ThrottleConfig(thresholds, query.map(Text::value));
        } catch (IllegalArgumentException e) {
            mistakes.add(said.map(text -> text.where() + ": ").orElse("") + e.getMessage());
            return ThrottleConfig.defaults();
        }
    }

    private static void read(String text, Map<Metric, Double> thresholds) {
        if (text.strip().equalsIgnoreCase(OFF)) {
            thresholds.clear();
            return;
        }
        for (String part : text.split(",", -1)) {
            String[] sides = part.strip().split("=", -1);
            Metric metric = Metric.of(sides[0].strip())
                    .filter(found -> sides.length == 2)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "metric=value,… with the metrics " + names() + ", or off, not " + part.strip()));
            if (sides[1].strip().equalsIgnoreCase(OFF)) {
                thresholds.remove(metric);
            } else {
                thresholds.put(metric, value(metric, sides[1].strip()));
            }
        }
    }

    private static String names() {
        return Arrays.stream(Metric.values()).map(Metric::label).collect(Collectors.joining(", "));
    }

    private static double value(Metric metric, String text) {
        if (text.matches("[0-9]{1,15}(\\.[0-9]{1,6})?")) {
            return Double.parseDouble(text);
        }
        return GoDuration.parse(text)
                .filter(time -> metric == Metric.LAG && !time.isNegative())
                .map(time -> time.toMillis() / 1e3)
                .orElseThrow(() -> new IllegalArgumentException(
                        metric == Metric.LAG
                                ? "the lag is a time such as 5s or 500ms, or off, not " + text
                                : "the value of " + metric.label() + " is a number, or off, not " + text));
    }
}
