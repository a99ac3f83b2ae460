package dev.sangam.files;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 50ms}, {@code 6s}, {@code 1h}. */
final class DurationText {
    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(ns|us|ms|s|min|m|h)");

    private DurationText() {}

    /** Nanoseconds of a positive duration, or empty when the text is none. */
    static Optional<Long> nanos(String text) {
        Matcher m = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!m.matches() || m.group(1).length() > 18) {
            return Optional.empty();
        }
        long unit = switch (m.group(2)) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 60_000_000_000L;
        };
        BigDecimal nanos = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit));
        boolean usable = nanos.signum() > 0 && nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 4)) < 0;
        return usable ? Optional.of(Math.max(1, nanos.longValue())) : Optional.empty();
    }
}
