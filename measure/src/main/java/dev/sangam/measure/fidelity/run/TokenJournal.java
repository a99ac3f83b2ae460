package dev.sangam.measure.fidelity.run;

import dev.sangam.files.output.OutputFile;
import dev.sangam.measure.fidelity.TokenPair;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.CRC32;

/**
 * What two models said about the tokens of a text, kept window by window in a file: what a run that was cut off need not
 * compute again. The file begins with the settings under which it was computed; after them each window is a record of its own
 * with a check sum. What follows the last whole record is cut off.
 *
 * <p>A record is its length in bytes, the tokens, and CRC-32 of these (big-endian); a token is three doubles and three integers.
 */
public final class TokenJournal implements AutoCloseable {
    private static final byte[] MAGIC = "sangam.tokens 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int TOKEN_BYTES = 3 * Double.BYTES + 3 * Integer.BYTES;
    private static final int FRAME_BYTES = 2 * Integer.BYTES;
    private static final int MAX_RECORD_BYTES = 1 << 28;

    private final Path file;
    private final FileChannel channel;
    private final List<List<KeptToken>> windows = new ArrayList<>();
    private boolean startedAnew;

    private TokenJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the journal, and reads what it holds. One that was made under other settings, or is damaged at its head, begins
     * anew.
     *
     * @param settings all that changes the tokens
     * @param afresh whether to forget what it holds
     */
    public static TokenJournal open(Path file, SequencedMap<String, String> settings, boolean afresh) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            TokenJournal journal = new TokenJournal(file, channel);
            try {
                journal.read(head(settings), afresh);
                return journal;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
    }

    /** The windows that are known, the first of the text first. */
    public List<List<KeptToken>> windows() {
        return List.copyOf(windows);
    }

    /** Whether there was something in the file that is of no use now. */
    public boolean startedAnew() {
        return startedAnew;
    }

    /** Keeps the next window. */
    public void add(List<KeptToken> tokens) {
        ByteBuffer record = ByteBuffer.allocate(FRAME_BYTES + tokens.size() * TOKEN_BYTES);
        record.putInt(tokens.size() * TOKEN_BYTES);
        for (KeptToken token : tokens) {
            record.putDouble(token.pair().klDivergence());
            record.putDouble(token.pair().baseLogProbability());
            record.putDouble(token.pair().candidateLogProbability());
            record.putInt(token.pair().sameTop() ? 1 : 0);
            record.putInt(token.baseTop());
            record.putInt(token.candidateTop());
        }
        record.putInt(checkSum(record.array(), Integer.BYTES, record.position()));
        try {
            write(record.flip());
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
        windows.add(List.copyOf(tokens));
    }

    private void read(byte[] head, boolean afresh) throws IOException {
        ByteBuffer found = ByteBuffer.allocate(head.length);
        fill(found);
        boolean own = found.position() == head.length && Arrays.equals(found.array(), head);
        if (own && !afresh) {
            readRecords();
            return;
        }
        startedAnew = found.position() > 0 && !afresh;
        channel.truncate(0).position(0);
        write(ByteBuffer.wrap(head));
    }

    private void readRecords() throws IOException {
        long whole = channel.position();
        while (readRecord()) {
            whole = channel.position();
        }
        channel.truncate(whole).position(whole);
    }

    private boolean readRecord() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        fill(length);
        int bytes = length.hasRemaining() ? -1 : length.getInt(0);
        if (bytes < 0 || bytes > MAX_RECORD_BYTES || bytes % TOKEN_BYTES != 0) {
            return false;
        }
        ByteBuffer record = ByteBuffer.allocate(bytes + Integer.BYTES);
        fill(record);
        if (record.hasRemaining() || record.getInt(bytes) != checkSum(record.array(), 0, bytes)) {
            return false;
        }
        record.flip().limit(bytes);
        List<KeptToken> tokens = new ArrayList<>(bytes / TOKEN_BYTES);
        while (record.hasRemaining()) {
            TokenPair pair =
                    new TokenPair(record.getDouble(), record.getDouble(), record.getDouble(), record.getInt() == 1);
            tokens.add(new KeptToken(pair, record.getInt(), record.getInt()));
        }
        windows.add(List.copyOf(tokens));
        return true;
    }

    /** Reads until the buffer is full or the file ends. */
    private void fill(ByteBuffer buffer) throws IOException {
        int read;
        do {
            read = channel.read(buffer);
        } while (read >= 0 && buffer.hasRemaining());
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static int checkSum(byte[] bytes, int from, int to) {
        CRC32 sum = new CRC32();
        sum.update(bytes, from, to - from);
        return (int) sum.getValue();
    }

    private static byte[] head(SequencedMap<String, String> settings) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(MAGIC);
        out.writeInt(settings.size());
        for (var setting : settings.entrySet()) {
            out.writeUTF(setting.getKey());
            out.writeUTF(setting.getValue());
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
    }
}
