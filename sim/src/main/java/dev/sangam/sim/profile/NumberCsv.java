package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Columns of numbers of a CSV file, plain or gzipped, scanned from its bytes: tables have 266,000 rows, and loading a
 * set of them must cost a fraction of a second. Empty cells are NaN, {@code True} is 1 and {@code False} is 0; columns
 * that nobody asked for may hold any text without line breaks.
 */
final class NumberCsv {
    private static final double[] POWERS = powersOfTen();
    private static final long EXACT = 1L << 53;

    private final String file;
    private final List<String> names;
    private final double[][] columns;
    private final int rows;

    private NumberCsv(String file, List<String> names, double[][] columns, int rows) {
        this.file = file;
        this.names = names;
        this.columns = columns;
        this.rows = rows;
    }

    /** The bytes of a file, unpacked if its name ends in {@code .gz}. */
    static byte[] bytes(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return file.toString().endsWith(".gz") ? unpacked(file, bytes) : bytes;
        } catch (IOException e) {
            throw new InputException(file + ": " + Reasons.of(e), e);
        }
    }

    /** Reads the named columns; every one of them must be in the header. */
    static NumberCsv read(Path file, List<String> names) {
        return parse(file.toString(), bytes(file), names, List.of());
    }

    /** Reads the named columns, and those of the optional ones that are in the header. */
    static NumberCsv parse(String file, byte[] bytes, List<String> names, List<String> optional) {
        return new Scan(file, bytes).run(names, optional);
    }

    int rows() {
        return rows;
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** The values of a column, one per row. */
    double[] column(String name) {
        return columns[names.indexOf(name)];
    }

    /** An error about one cell, counted from 0 and shown as a line of the file. */
    InputException error(int row, String name, String mustBe) {
        double value = column(name)[row];
        String shown =
                Double.isNaN(value) ? "empty" : value == Math.rint(value) ? String.valueOf((long) value) : "" + value;
        return new InputException(file + ":" + (row + 2) + ": " + name + " is " + shown + "; it must be " + mustBe);
    }

    private static byte[] unpacked(Path file, byte[] bytes) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)) {
            return in.readAllBytes();
        } catch (EOFException e) {
            throw new InputException(file + ": the gzip data end too early; the file is truncated", e);
        } catch (ZipException e) {
            throw new InputException(file + ": is not sound gzip data: " + e.getMessage(), e);
        }
    }

    private static double[] powersOfTen() {
        double[] powers = new double[23];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    /** One pass over the bytes of a file. */
    private static final class Scan {
        private final String file;
        private final byte[] bytes;
        private int at;
        private int line = 1;

        Scan(String file, byte[] bytes) {
            this.file = file;
            this.bytes = bytes;
        }

        NumberCsv run(List<String> names, List<String> optional) {
            List<String> header = header();
            List<String> found = Stream.concat(names.stream(), optional.stream().filter(header::contains))
                    .toList();
            for (String name : found) {
                if (!header.contains(name)) {
                    throw new InputException(file + ":1: there is no column " + name + "; the columns are "
                            + shortened(String.join(", ", header)));
                }
            }
            int[] target = header.stream().mapToInt(found::indexOf).toArray();
            double[][] columns = new double[found.size()][1024];
            int rows = 0;
            while (!onlyBlanksLeft()) {
                if (rows == columns[0].length) {
                    for (int i = 0; i < columns.length; i++) {
                        columns[i] = Arrays.copyOf(columns[i], rows * 2);
                    }
                }
                line++;
                row(target, found, columns, rows++);
            }
            for (int i = 0; i < columns.length; i++) {
                columns[i] = Arrays.copyOf(columns[i], rows);
            }
            return new NumberCsv(file, found, columns, rows);
        }

        private List<String> header() {
            int end = lineEnd();
            String text = new String(bytes, at, end - at, StandardCharsets.UTF_8).strip();
            at = end + 1;
            if (text.isEmpty()) {
                throw new InputException(file + ":1: is empty; it must have a header line");
            }
            return Arrays.stream(text.replace("\uFEFF", "").split(",", -1))
                    .map(name -> name.replace("\"", "").strip())
                    .toList();
        }

        private void row(int[] target, List<String> names, double[][] columns, int row) {
            int lineEnd = lineEnd();
            int end = lineEnd > at && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
            int field = 0;
            int start = at;
            for (int i = at; i <= end; i++) {
                if (i < end && bytes[i] != ',') {
                    continue;
                }
                if (field < target.length && target[field] >= 0) {
                    columns[target[field]][row] = number(names.get(target[field]), start, i);
                }
                field++;
                start = i + 1;
            }
            if (field != target.length) {
                throw new InputException(
                        file + ":" + line + ": has " + field + " fields; the header has " + target.length);
            }
            at = lineEnd + 1;
        }

        private boolean onlyBlanksLeft() {
            int i = at;
            while (i < bytes.length && (bytes[i] == '\n' || bytes[i] == '\r')) {
                i++;
            }
            return i >= bytes.length;
        }

        private int lineEnd() {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            return end;
        }

        /** Decimals of at most 15 digits are exact quotients (Clinger 1990); the library reads the rest. */
        private double number(String name, int start, int end) {
            long digits = 0;
            int point = -1;
            for (int i = start; i < end; i++) {
                int c = bytes[i];
                if (c == '.' && point < 0) {
                    point = i;
                } else if (c >= '0' && c <= '9' && digits < EXACT / 16) {
                    digits = digits * 10 + c - '0';
                } else {
                    return library(name, start, end);
                }
            }
            int decimals = point < 0 ? 0 : end - point - 1;
            boolean plain = end - start > (point < 0 ? 0 : 1) && decimals < POWERS.length && digits <= EXACT;
            return plain ? digits / POWERS[decimals] : library(name, start, end);
        }

        private double library(String name, int start, int end) {
            String text = new String(bytes, start, end - start, StandardCharsets.UTF_8).strip();
            try {
                return switch (text) {
                    case "" -> Double.NaN;
                    case "True", "true" -> 1;
                    case "False", "false" -> 0;
                    default -> Double.parseDouble(text);
                };
            } catch (NumberFormatException e) {
                throw new InputException(
                        file + ":" + line + ": " + name + " is '" + shortened(text) + "'; it must be a number", e);
            }
        }

        private static String shortened(String text) {
            return text.length() > 200 ? text.substring(0, 197) + "..." : text;
        }
    }
}
