package dev.sangam.measure.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** An open connection, with the buffer that goes with it from request to request. */
final class Connection {
    private final Socket wire;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final ReplyBuffer buffer = new ReplyBuffer(ReplyBuffer.BYTES);
    private boolean used;
    private long idleSince;

    private Connection(Socket wire, Socket socket) throws IOException {
        this.wire = wire;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Connects, and shakes hands where the endpoint wants TLS. The watch closes it when that takes too long. */
    static Connection open(Endpoint endpoint, long connectNanos, Watch watch) throws IOException {
        Socket plain = new Socket();
        try {
            watch.over(plain);
            plain.setTcpNoDelay(true);
            int millis = Math.clamp(connectNanos / 1_000_000, 1, Integer.MAX_VALUE);
            plain.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), millis);
            return new Connection(plain, endpoint.secure() ? secured(plain, endpoint) : plain);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, Endpoint endpoint) throws IOException {
        SSLSocketFactory factory = endpoint.trust() == null
                ? (SSLSocketFactory) SSLSocketFactory.getDefault()
                : endpoint.trust().getSocketFactory();
        SSLSocket secure = (SSLSocket) factory.createSocket(plain, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /** What to close from outside: it does not wait, as the end of a TLS session might. */
    Socket wire() {
        return wire;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    ReplyBuffer buffer() {
        return buffer;
    }

    /** Whether a request went over it before. */
    boolean used() {
        return used;
    }

    /** It waits for another request from now on. */
    void idle() {
        used = true;
        idleSince = System.nanoTime();
        buffer.clear();
    }

    long idleNanos() {
        return System.nanoTime() - idleSince;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to be done about it.
        }
    }
}
