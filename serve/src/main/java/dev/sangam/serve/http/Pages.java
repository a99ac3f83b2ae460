package dev.sangam.serve.http;

import dev.sangam.files.Sha256;
import dev.sangam.serve.page.LivePage;
import dev.sangam.serve.page.LivePage.PageFile;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Serves the files of the live page; a browser that has one is not sent it again. Lives on the event loop. */
final class Pages {
    private record Page(Buffer content, String type, String tag) {}

    private final Map<String, Page> byPath = new HashMap<>();

    void handle(Exchange exchange) {
        PageFile file = LivePage.at(exchange.path())
                .orElseThrow(() -> ApiError.of(404, "not_found", "There is nothing at this address."));
        Page page = byPath.computeIfAbsent(exchange.path(), path -> page(file));
        LivePage.HEADERS.forEach(exchange.response()::putHeader);
        exchange.response().putHeader("etag", page.tag);
        boolean known = page.tag.equals(exchange.request().getHeader("If-None-Match"));
        exchange.send(known ? 304 : 200, page.type, known ? Buffer.buffer() : page.content);
    }

    private static Page page(PageFile file) {
        byte[] content = file.text().getBytes(StandardCharsets.UTF_8);
        byte[] hash = Sha256.digest().digest(content);
        return new Page(
                Buffer.buffer(content),
                file.contentType(),
                "\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"");
    }
}
