package dev.palinode.engine.binlog.value;

import dev.palinode.engine.binlog.event.ByteCursor;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Codecs of dates and times, as typed literals, so that they convert as a column would. The packed formats are those
 * of MySQL 5.6 (my_time.cc); the unpacked ones those of MariaDB's mysql56_temporal_format = OFF.
 */
final class TimeCodecs {
    private static final long DATETIME_ZERO = 0x8000000000L;
    private static final int[] POWERS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000};

    private TimeCodecs() {}

    static ValueCodec date() {
        return ValueCodec.Fixed.of(3, (data, from) -> {
            int value = (int) ByteCursor.le(data, from, 3);
            return format("DATE'%04d-%02d-%02d'", value >> 9, value >> 5 & 15, value & 31);
        });
    }

    static ValueCodec datetime(int digits) {
        return ValueCodec.Fixed.of(5 + fractionBytes(digits), (data, from) -> {
            long packed = ByteCursor.be(data, from, 5) - DATETIME_ZERO;
            return packedDatetime(packed, fraction(data, from + 5, digits));
        });
    }

    static ValueCodec timestamp(int digits) {
        return ValueCodec.Fixed.of(
                4 + fractionBytes(digits),
                (data, from) -> instant(ByteCursor.be(data, from, 4), fraction(data, from + 4, digits)));
    }

    /** The sign is that of the whole packed number, so a negative time has to be turned before it is taken apart. */
    static ValueCodec time(int digits) {
        int fractionBytes = fractionBytes(digits);
        return ValueCodec.Fixed.of(3 + fractionBytes, (data, from) -> {
            long packed = ByteCursor.be(data, from, 3 + fractionBytes) - (0x800000L << (8 * fractionBytes));
            long size = Math.abs(packed);
            long clock = size >> (8 * fractionBytes);
            long fraction = size & ((1L << (8 * fractionBytes)) - 1);
            return timeText(packed < 0, clock >> 12 & 1023, clock >> 6 & 63, clock & 63, digitsOf(fraction, digits));
        });
    }

    static ValueCodec oldDatetime() {
        return ValueCodec.Fixed.of(8, (data, from) -> {
            long value = ByteCursor.le(data, from, 8);
            long day = value / 1_000_000;
            return datetimeText(
                    day / 10_000, day / 100 % 100, day % 100, value / 10_000 % 100, value / 100 % 100, value % 100, "");
        });
    }

    static ValueCodec oldTimestamp() {
        return ValueCodec.Fixed.of(4, (data, from) -> instant(ByteCursor.le(data, from, 4), ""));
    }

    static ValueCodec oldTime() {
        return ValueCodec.Fixed.of(3, (data, from) -> {
            long value = ByteCursor.le(data, from, 3) << 40 >> 40;
            long size = Math.abs(value);
            return timeText(value < 0, size / 10_000, size / 100 % 100, size % 100, "");
        });
    }

    /** Year, month, day and clock in one number of 40 bits. */
    static String packedDatetime(long packed, String fraction) {
        long day = packed >> 17;
        long month = day >> 5;
        long clock = packed & 0x1ffff;
        return datetimeText(month / 13, month % 13, day & 31, clock >> 12, clock >> 6 & 63, clock & 63, fraction);
    }

    static String timeText(boolean negative, long hour, long minute, long second, String fraction) {
        return format("TIME'%s%02d:%02d:%02d%s'", negative ? "-" : "", hour, minute, second, fraction);
    }

    private static String instant(long seconds, String fraction) {
        if (seconds == 0) {
            return datetimeText(0, 0, 0, 0, 0, 0, fraction);
        }
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
        return datetimeText(
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                fraction);
    }

    private static String datetimeText(
            long year, long month, long day, long hour, long minute, long second, String fraction) {
        return format("TIMESTAMP'%04d-%02d-%02d %02d:%02d:%02d%s'", year, month, day, hour, minute, second, fraction);
    }

    private static int fractionBytes(int digits) {
        return (digits + 1) / 2;
    }

    private static String fraction(byte[] data, int from, int digits) {
        return digitsOf(ByteCursor.be(data, from, fractionBytes(digits)), digits);
    }

    /** Stored are two, four or six digits; the column has as many or one less. */
    private static String digitsOf(long stored, int digits) {
        if (digits == 0) {
            return "";
        }
        long value = stored / POWERS[2 * fractionBytes(digits) - digits];
        String text = Long.toString(value);
        return "." + "0".repeat(digits - text.length()) + text;
    }

    private static String format(String pattern, Object... parts) {
        return String.format(Locale.ROOT, pattern, parts);
    }
}
