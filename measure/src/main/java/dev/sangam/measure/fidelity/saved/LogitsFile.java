package dev.sangam.measure.fidelity.saved;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.records.JsonRecords;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * What llama.cpp's perplexity tool writes under {@code --kl-divergence-base} ({@code --save-all-logits}): a text cut into windows, and
 * what a model said about the second half of each. The file holds, in the byte order of the machine that wrote it, which is little-endian
 * here: {@code _logits_}; the tokens of a window, the tokens of the vocabulary and the number of windows, 32 bits each; all
 * tokens, 32 bits each; then, for each window and each of its positions from the middle to the last but one, a scale and a
 * least log-probability (32-bit floats) and for every token of the vocabulary 16 bits (padded to an even number of them), so that
 * its log-probability is {@code least + scale * bits}. What lies more than 16 below the likeliest was raised to that, so sums of probabilities
 * are only about 1. One thread at a time.
 */
public final class LogitsFile implements AutoCloseable {
    /** How such a file begins. */
    static final String MAGIC = "_logits_";

    private static final int HEAD_BYTES = MAGIC.length() + 3 * Integer.BYTES;
    private static final int MAX_WINDOW = 1 << 24;
    private static final int MAX_VOCABULARY = 1 << 24;
    private static final int MAX_WINDOWS = 1 << 24;

    private final Path path;
    private final FileChannel channel;
    private final int windowTokens;
    private final int vocabulary;
    private final int windows;
    private final ByteBuffer row;

    private LogitsFile(Path path, FileChannel channel, int windowTokens, int vocabulary, int windows) {
        this.path = path;
        this.channel = channel;
        this.windowTokens = windowTokens;
        this.vocabulary = vocabulary;
        this.windows = windows;
        this.row = buffer(rowBytes(vocabulary));
    }

    /**
     * Opens a file.
     *
     * @throws InputException when it is none, or is not whole
     */
    public static LogitsFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return open(path, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw JsonRecords.unreadable(path, e);
        }
    }

    private static LogitsFile open(Path path, FileChannel channel) throws IOException {
        ByteBuffer head = buffer(HEAD_BYTES);
        int read;
        do {
            read = channel.read(head);
        } while (read > 0);
        byte[] magic = new byte[MAGIC.length()];
        head.get(0, magic);
        if (head.hasRemaining() || !MAGIC.equals(new String(magic, StandardCharsets.US_ASCII))) {
            throw new InputException(path + ": is not a file of log-probabilities; it must begin with " + MAGIC
                    + ", as llama-perplexity --kl-divergence-base writes it");
        }
        int windowTokens = bounded(path, "tokens of a window", head.getInt(8), 4, MAX_WINDOW);
        int vocabulary = bounded(path, "tokens of the vocabulary", head.getInt(12), 1, MAX_VOCABULARY);
        int windows = bounded(path, "number of windows", head.getInt(16), 1, MAX_WINDOWS);
        LogitsFile file = new LogitsFile(path, channel, windowTokens, vocabulary, windows);
        long whole = file.position(windows, 0);
        long size = channel.size();
        if (size != whole) {
            long found = Math.max(0, (size - file.position(0, 0)) / ((long) file.rows() * rowBytes(vocabulary)));
            throw new InputException(path + ": is " + size + " bytes; with " + windows + " windows of " + windowTokens
                    + " tokens and " + vocabulary + " tokens in the vocabulary it must be " + whole
                    + (size < whole ? ". Maybe it was cut off: it has " + found + " whole windows" : ""));
        }
        return file;
    }

    private static int bounded(Path path, String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InputException(
                    path + ": the " + what + " is " + value + "; it must be between " + min + " and " + max);
        }
        return value;
    }

    /** Tokens of each window. */
    public int windowTokens() {
        return windowTokens;
    }

    /** Tokens of the vocabulary. */
    public int vocabulary() {
        return vocabulary;
    }

    /** Number of windows. */
    public int windows() {
        return windows;
    }

    /** The position in a window after which the first row stands: half of the window. */
    public int first() {
        return windowTokens / 2;
    }

    /** Rows of a window: one after each of its tokens from {@link #first} to the last but one. */
    public int rows() {
        return windowTokens - 1 - first();
    }

    /**
     * The tokens of a window, as numbers in the vocabulary. Where the model begins texts with a token of its own, it read that in place of the first.
     */
    public int[] tokens(int window) {
        Objects.checkIndex(window, windows);
        ByteBuffer bytes = buffer(windowTokens * Integer.BYTES);
        fill(bytes, HEAD_BYTES + (long) window * windowTokens * Integer.BYTES);
        int[] tokens = new int[windowTokens];
        bytes.asIntBuffer().get(tokens);
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary) {
                throw new InputException(path + ": window " + window + " has the token " + token
                        + "; it must be between 0 and " + (vocabulary - 1));
            }
        }
        return tokens;
    }

    /**
     * Reads what the model said after the token at {@link #first} + {@code row} of a window, about the token that comes next.
     *
     * @param logProbabilities gets the natural logarithm of the probability of each token of the vocabulary
     */
    public void row(int window, int number, double[] logProbabilities) {
        Objects.checkIndex(window, windows);
        Objects.checkIndex(number, rows());
        if (logProbabilities.length != vocabulary) {
            throw new IllegalArgumentException("a row has " + vocabulary + " numbers, not " + logProbabilities.length);
        }
        fill(row.clear(), position(window, number));
        float scale = row.getFloat(0);
        float least = row.getFloat(Float.BYTES);
        if (!(scale >= 0 && scale < 1) || !(least <= 0 && least > Float.NEGATIVE_INFINITY)) {
            throw new InputException(path + ": window " + window + ", row " + number + " has the scale " + scale
                    + " and the least log-probability " + least + "; it is damaged");
        }
        for (int token = 0; token < vocabulary; token++) {
            int bits = row.getShort(2 * Float.BYTES + token * Short.BYTES) & 0xFFFF;
            logProbabilities[token] = scale * bits + least;
        }
    }

    private long position(int window, int number) {
        long head = HEAD_BYTES + (long) windows * windowTokens * Integer.BYTES;
        return head + ((long) window * rows() + number) * rowBytes(vocabulary);
    }

    private static int rowBytes(int vocabulary) {
        return 2 * Float.BYTES + (vocabulary + 1) / 2 * 2 * Short.BYTES;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void fill(ByteBuffer bytes, long from) {
        try {
            long at = from;
            while (bytes.hasRemaining()) {
                int count = channel.read(bytes, at);
                if (count < 0) {
                    throw new EOFException("ends at byte " + at);
                }
                at += count;
            }
            bytes.flip();
        } catch (IOException e) {
            throw JsonRecords.unreadable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw JsonRecords.unreadable(path, e);
        }
    }
}
