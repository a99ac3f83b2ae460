package dev.sangam.measure.client;

import java.io.IOException;

/** Bytes that are not HTTP, not server-sent events, or not the API's JSON. */
final class MalformedReply extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedReply(String message) {
        super(message);
    }
}
