package dev.sangam.serve.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The live page's files, from the class path. Names are plain, so that nothing else can be reached. */
final class Pages {
    private static final String ROOT = "/dev/sangam/serve/page/";
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_-]+/){0,3}[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");
    private static final int MAX_CACHED = 200;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";

    private record Page(Buffer content, String type, String tag) {}

    private final Map<String, Page> cache = new ConcurrentHashMap<>();

    void handle(Exchange exchange) {
        String path = exchange.path();
        String name = path.equals("/") ? "index.html" : path.substring(1);
        Page page = page(name).orElseThrow(() -> ApiError.of(404, "not_found", "There is nothing at this address."));
        exchange.response()
                .putHeader("ETag", page.tag)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Content-Security-Policy", POLICY);
        boolean known = page.tag.equals(exchange.request().getHeader("If-None-Match"));
        exchange.send(known ? 304 : 200, page.type, known ? Buffer.buffer() : page.content);
    }

    private Optional<Page> page(String name) {
        Page cached = cache.get(name);
        if (cached != null) {
            return Optional.of(cached);
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try (var in = Pages.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            Page page = new Page(Buffer.buffer(content), type, tag(content));
            if (cache.size() < MAX_CACHED) {
                cache.put(name, page);
            }
            return Optional.of(page);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every JDK", e);
        }
    }
}
