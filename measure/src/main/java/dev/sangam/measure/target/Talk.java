package dev.sangam.measure.target;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection of a scripted server. */
final class Talk {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length:\\s*(\\d{1,9})\r\n");
    private static final int MAX_HEAD_BYTES = 64 << 10;
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ScriptedServer server;
    private final Socket socket;
    private final AtomicInteger order;
    private final InputStream in;
    private final OutputStream out;

    Talk(ScriptedServer server, Socket socket, AtomicInteger order) throws IOException {
        this.server = server;
        this.socket = socket;
        this.order = order;
        this.in = new BufferedInputStream(socket.getInputStream(), 2048);
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
    }

    void run() throws IOException {
        boolean again = true;
        while (again) {
            String head = head();
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            thaw();
            if (head.startsWith("GET /log ")) {
                log();
            } else {
                again = answer(new ScriptedServer.Asked(
                        order.getAndIncrement(), head, new String(body, StandardCharsets.UTF_8)));
            }
        }
    }

    private String head() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int b = in.read();
            if (b < 0 || bytes.size() > MAX_HEAD_BYTES) {
                throw new EOFException();
            }
            last = last << 8 | b;
            bytes.write(b);
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    /** Whether the connection goes on. */
    private boolean answer(ScriptedServer.Asked asked) throws IOException {
        Script script = server.scripts().apply(asked);
        long read = System.nanoTime();
        long start = pause(read, script.headNanos());
        byte[] head = script.head();
        int half = script.headPauseNanos() > 0 ? head.length / 2 : 0;
        if (half > 0) {
            out.write(head, 0, half);
            start = pause(start, script.headNanos() + script.headPauseNanos());
        }
        long headNanos = System.nanoTime();
        out.write(head, half, head.length - half);
        long[] output = new long[script.steps().size()];
        int outputs = 0;
        try {
            for (Step step : script.steps()) {
                switch (step) {
                    case Step.Write write -> {
                        start = pause(start, write.atNanos());
                        byte[] bytes = framed(script, write.bytes());
                        output[outputs] = System.nanoTime();
                        out.write(bytes);
                        outputs += write.output() ? 1 : 0;
                    }
                    case Step.Cut cut -> {
                        pause(start, cut.atNanos());
                        socket.setSoLinger(cut.reset(), 0);
                        return false;
                    }
                    case Step.Hang() -> {
                        return in.read() >= 0;
                    }
                }
            }
            if (script.framing() == Script.Framing.CHUNKED) {
                out.write(LAST_CHUNK);
            }
        } finally {
            server.add(new Served(asked.number("n"), read, headNanos, Arrays.copyOf(output, outputs)));
        }
        return script.framing() != Script.Framing.CLOSE;
    }

    private static byte[] framed(Script script, byte[] bytes) {
        if (script.framing() != Script.Framing.CHUNKED) {
            return bytes;
        }
        byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] chunk = Arrays.copyOf(size, size.length + bytes.length + 2);
        System.arraycopy(bytes, 0, chunk, size.length, bytes.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    /** Waits until a time since a start; gives the start, later by how long the server was frozen. */
    private long pause(long start, long afterNanos) {
        for (long left = start + afterNanos - System.nanoTime();
                left > 0;
                left = start + afterNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return start + thaw();
    }

    private long thaw() {
        long frozen = 0;
        for (long left = server.frozenNanos(); left > 0; left = server.frozenNanos()) {
            frozen = Math.max(frozen, left);
            LockSupport.parkNanos(left);
        }
        return frozen;
    }

    private void log() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Served served : server.log()) {
            text.append('[').append(served.number()).append(',').append(served.readNanos());
            text.append(',').append(served.headNanos()).append(',');
            text.append(Arrays.toString(served.outputNanos())).append("]\n");
        }
        byte[] body = text.toString().getBytes(StandardCharsets.US_ASCII);
        out.write(
                ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }
}
