package dev.sangam.serve.models;

import dev.sangam.core.InputException;
import dev.sangam.serve.models.ModelReference.HubFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hub. Redirections are followed here and not by the JDK's client, which would forward the token.
 *
 * <p>Source of the protocol: {@code huggingface_hub/file_download.py}. A file's address answers with {@code X-Repo-Commit};
 * for a large file also with {@code X-Linked-Etag}, its SHA-256, and {@code X-Linked-Size}, beside a redirection to where
 * the bytes are. Failures are told in {@code X-Error-Code}.
 */
final class HubClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int MAX_REDIRECTIONS = 8;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

    private final HubAccess access;
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    HubClient(HubAccess access) {
        this.access = access;
    }

    /**
     * What the hub says of a file.
     *
     * @param etag changes with the content
     * @param bytes its size
     * @param sha256 hexadecimal; {@code null} when the hub does not say
     * @param commit of the revision asked for
     */
    record Facts(String etag, long bytes, @Nullable String sha256, String commit) {}

    /** What is known of a file, without its bytes. */
    Facts facts(HubFile file) throws IOException {
        HttpResponse<InputStream> answer = send("HEAD", file, address(file, file.revision()), 0, true);
        answer.body().close();
        String etag = header(answer, "X-Linked-Etag");
        etag = (etag.isEmpty() ? header(answer, "ETag") : etag)
                .replaceFirst("^W/", "")
                .replace("\"", "");
        String size = header(answer, "X-Linked-Size");
        size = size.isEmpty() ? header(answer, "Content-Length") : size;
        if (etag.isEmpty() || !size.matches("[0-9]{1,18}")) {
            throw new InputException(file + ": " + access.endpoint() + " does not tell its ETag and size");
        }
        String commit = header(answer, "X-Repo-Commit");
        return new Facts(
                etag,
                Long.parseLong(size),
                SHA256.matcher(etag).matches() ? etag : null,
                COMMIT.matcher(commit).matches() ? commit : file.revision());
    }

    /**
     * The bytes of a file from an offset on.
     *
     * @param from where they begin: what was asked for, or 0 when the server gives only all
     */
    record Content(InputStream bytes, long from) {}

    Content content(HubFile file, Facts facts, long from) throws IOException {
        HttpResponse<InputStream> answer = send("GET", file, address(file, facts.commit()), from, false);
        if (answer.statusCode() == 206) {
            Matcher range = CONTENT_RANGE.matcher(header(answer, "Content-Range"));
            if (!range.matches()
                    || Long.parseLong(range.group(1)) != from
                    || Long.parseLong(range.group(2)) != facts.bytes()) {
                answer.body().close();
                throw new IOException("the server gave another part than it was asked for");
            }
            return new Content(answer.body(), from);
        }
        OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
        if (length.isPresent() && length.getAsLong() != facts.bytes()) {
            answer.body().close();
            throw new IOException("the server has " + length.getAsLong() + " bytes, not " + facts.bytes());
        }
        return new Content(answer.body(), 0);
    }

    private URI address(HubFile file, String revision) {
        return URI.create(access.endpoint() + "/" + file.owner() + "/" + file.repo() + "/resolve/"
                + Escaped.step(revision) + "/" + Escaped.path(file.file()));
    }

    /** The answer, once it is no redirection; {@code onHub}: or one that leads away from the hub. */
    private HttpResponse<InputStream> send(String method, HubFile file, URI first, long from, boolean onHub)
            throws IOException {
        URI address = first;
        for (int i = 0; i <= MAX_REDIRECTIONS; i++) {
            HttpResponse<InputStream> answer = send(request(method, address, from));
            int status = answer.statusCode();
            boolean redirection = status / 100 == 3 && status != 304;
            if (!redirection) {
                requireSuccess(file, answer);
                return answer;
            }
            if (onHub && !header(answer, "X-Linked-Etag").isEmpty()) {
                return answer;
            }
            answer.body().close();
            address = target(file, address, header(answer, "Location"));
        }
        throw new InputException(file + ": " + first.getHost() + " redirects without end");
    }

    private URI target(HubFile file, URI from, String location) {
        try {
            URI target = from.resolve(location);
            boolean web = "http".equalsIgnoreCase(target.getScheme()) || "https".equalsIgnoreCase(target.getScheme());
            if (!location.isEmpty() && web && target.getHost() != null && !access.weakens(target)) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message for whatever is no address.
        }
        throw new InputException(file + ": " + from.getHost() + " redirects to an address that is not safe to follow");
    }

    private HttpRequest request(String method, URI address, long from) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(ANSWER)
                .header("User-Agent", "sangam")
                .header("Accept-Encoding", "identity");
        access.tokenFor(address).ifPresent(token -> request.header("Authorization", "Bearer " + token));
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void requireSuccess(HubFile file, HttpResponse<InputStream> answer) throws IOException {
        int status = answer.statusCode();
        if (status == 200 || status == 206) {
            return;
        }
        answer.body().close();
        if (status == 408 || status == 429 || status >= 500) {
            throw new IOException("the server answers " + status);
        }
        throw new InputException(file + ": " + problem(file, status, header(answer, "X-Error-Code")));
    }

    private String problem(HubFile file, int status, String code) {
        String host = String.valueOf(access.endpoint().getHost());
        String repo = file.owner() + "/" + file.repo();
        return switch (status) {
            case 404 ->
                switch (code) {
                    case "RepoNotFound" -> host + " has no repository " + repo;
                    case "RevisionNotFound" -> repo + " has no revision " + file.revision();
                    default -> "not found: " + repo + " has no such file at " + file.revision();
                };
            case 401, 403 ->
                access.hasToken()
                        ? host + " does not let the holder of HF_TOKEN read it (" + status
                                + "). Maybe its terms must be" + " accepted on its page first"
                        : host + " wants to know who reads it (" + status
                                + "): it does not exist, or is private, or its"
                                + " terms must be accepted on its page. Maybe set HF_TOKEN";
            case 416 -> "the server does not have the part that is missing here (416)";
            default -> host + " answers " + status;
        };
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("").strip();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
