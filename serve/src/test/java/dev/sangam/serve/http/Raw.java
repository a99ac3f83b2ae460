package dev.sangam.serve.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends bytes as they are. */
final class Raw implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    Raw(int port) {
        this(port, 1 << 16);
    }

    /** With so many bytes of room for what is not read. */
    Raw(int port, int receiveBytes) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(receiveBytes);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the lines of a request's head. */
    Raw head(String... lines) {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** A request with a JSON body. */
    static byte[] post(String path, byte[] body, String... headers) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n");
        for (String each : headers) {
            head.append(each).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(start);
        all.writeBytes(body);
        return all.toByteArray();
    }

    static byte[] post(String path, String body, String... headers) {
        return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Raw send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The server may have closed it already; what it said can still be read.
        }
        return this;
    }

    Raw send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Says that nothing more will come. */
    Raw finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // Gone already.
        }
        return this;
    }

    /** What comes until the server closes the connection. */
    String all() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.write(next);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new IllegalStateException("the server neither answers nor closes after " + all, e);
        } catch (IOException e) {
            // A reset: what came before it counts.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** One answer with a Content-Length. */
    String one() {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append(read(1));
        }
        String text = head.toString().toLowerCase(java.util.Locale.ROOT);
        int at = text.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf("\r\n", at)));
        return head + read(length);
    }

    /** So many bytes. */
    String read(int bytes) {
        try {
            byte[] read = socket.getInputStream().readNBytes(bytes);
            if (read.length < bytes) {
                throw new IllegalStateException("the server closed after " + new String(read, StandardCharsets.UTF_8));
            }
            return new String(read, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes up to a text, that included. */
    String until(String end) {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            read.append(read(1));
        }
        return read.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
