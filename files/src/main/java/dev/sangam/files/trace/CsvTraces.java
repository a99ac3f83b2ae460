package dev.sangam.files.trace;

import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.trace.TraceBuilder.TokenFields;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** The published CSV formats. */
final class CsvTraces {
    private static final TokenFields VIDUR_TOKENS = new TokenFields("num_prefill_tokens", "num_decode_tokens");
    private static final TokenFields AZURE_TOKENS = new TokenFields("ContextTokens", "GeneratedTokens");
    private static final long SECOND = 1_000_000_000L;

    /** {@code 2023-11-16 18:17:03.9799600}; the files of 2024 add an offset, {@code +00:00}. */
    private static final DateTimeFormatter AZURE_TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private CsvTraces() {}

    /** Azure 2023 and 2024; the first request arrives at 0. */
    static Workload azure(String file, CsvRows rows, Label label) {
        TraceBuilder trace = new TraceBuilder();
        while (rows.advance()) {
            trace.addInOrder(rows, "TIMESTAMP", timestamp(rows), AZURE_TOKENS, label, BlockKeys.NONE);
        }
        return trace.build(file).fromFirstArrival();
    }

    /** Vidur: seconds from the start of the run, kept as they are. */
    static Workload vidur(String file, CsvRows rows, Label label) {
        TraceBuilder trace = new TraceBuilder();
        while (rows.advance()) {
            trace.addInOrder(rows, "arrived_at", rows.nanos("arrived_at", SECOND), VIDUR_TOKENS, label, BlockKeys.NONE);
        }
        return trace.build(file);
    }

    /** Lengths alone. */
    static Workload lengths(String file, CsvRows rows, Label label) {
        TraceBuilder trace = new TraceBuilder();
        while (rows.advance()) {
            trace.add(rows, 0, VIDUR_TOKENS, label, BlockKeys.NONE);
        }
        return trace.build(file);
    }

    private static long timestamp(CsvRows rows) {
        try {
            var time = AZURE_TIME.parse(rows.text("TIMESTAMP").strip());
            ZoneOffset offset = time.isSupported(ChronoField.OFFSET_SECONDS) ? ZoneOffset.from(time) : ZoneOffset.UTC;
            LocalDateTime local = LocalDateTime.from(time);
            if (local.getYear() >= 1971 && local.getYear() < 2200) {
                return local.toEpochSecond(offset) * SECOND + local.get(ChronoField.NANO_OF_SECOND);
            }
        } catch (DateTimeException e) {
            // Falls through to the one message for every timestamp that is none.
        }
        throw rows.error("TIMESTAMP", "must be a time such as 2023-11-16 18:17:03.9799600");
    }
}
