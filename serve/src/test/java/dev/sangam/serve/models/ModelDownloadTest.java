package dev.sangam.serve.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import dev.sangam.files.Sha256;
import dev.sangam.serve.models.ModelReference.HubFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDownloadTest {
    private static final String TOKEN = "hf_secretsecret";
    private static final HubFile FILE = new HubFile("own", "repo", "sub/tiny model.gguf", "main");
    private static final String PINNED = "/own/repo/resolve/" + FakeHub.COMMIT + "/sub/tiny%20model.gguf";
    private static final long STALL_NANOS = 300_000_000;
    private static final ModelFiles.Progress SILENT = (done, total) -> {};

    @TempDir
    private Path folder;

    private final byte[] model = model(1);
    private final FakeHub hub = new FakeHub(model);

    @AfterEach
    void close() {
        hub.close();
    }

    private static byte[] model(int seed) {
        byte[] bytes = new byte[300_000];
        new Random(seed).nextBytes(bytes);
        System.arraycopy("GGUF".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, bytes, 0, 4);
        return bytes;
    }

    private Path target() {
        return folder.resolve("cache/model.gguf");
    }

    private Path download() {
        return download(hub.address(), SILENT);
    }

    private Path download(URI endpoint, ModelFiles.Progress progress) {
        try (HubClient client = new HubClient(new HubAccess(endpoint, TOKEN))) {
            return new ModelDownload(client, FILE, target(), progress, 1000, STALL_NANOS).run();
        }
    }

    private void fails(String... parts) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(this::download)
                .withMessageContaining("hf:own/repo/sub/tiny model.gguf: ")
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain(TOKEN));
        assertThat(target()).doesNotExist();
    }

    private List<String> ranges() {
        return hub.requests().stream()
                .filter(r -> r.startsWith("bytes GET"))
                .map(r -> r.replaceFirst("bytes GET /blob (.*) .*", "$1"))
                .toList();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileIsDownloadedFromWhereTheHubLeadsAndTheTokenStaysWithTheHub() throws IOException {
        List<Long> progress = new ArrayList<>();
        Path file = download(hub.address(), (done, total) -> {
            assertThat(total).isEqualTo(model.length);
            progress.add(done);
        });

        assertThat(Files.readAllBytes(file)).isEqualTo(model);
        assertThat(hub.requests())
                .containsExactly(
                        "hub HEAD /own/repo/resolve/main/sub/tiny%20model.gguf null Bearer " + TOKEN,
                        "hub GET " + PINNED + " null Bearer " + TOKEN,
                        "bytes GET /blob null null");
        assertThat(progress).isSorted().endsWith((long) model.length);
        assertThat(left()).containsExactly(".model.gguf.lock", "model.gguf");
    }

    @Test
    void aDownloadThatIsCutOffGoesOnFromThere() throws IOException {
        hub.cut(100_000, 50_000, 0);

        assertThat(Files.readAllBytes(download())).isEqualTo(model);
        assertThat(ranges()).containsExactly("null", "bytes=100000-", "bytes=150000-", "bytes=150000-");
    }

    @Test
    void theNextProcessGoesOnWhereTheLastOneGaveUp() throws IOException {
        hub.cut(120_000, 0, 0, 0, 0, 0);
        fails("the download was cut off", "after 120000 of 300000 bytes, which are kept");

        assertThat(Files.readAllBytes(download())).isEqualTo(model);
        assertThat(ranges()).last().isEqualTo("bytes=120000-");
    }

    @Test
    void aFileThatHasChangedMeanwhileStartsAnew() throws IOException {
        hub.cut(120_000, 0, 0, 0, 0, 0);
        fails("are kept");
        byte[] other = model(2);
        hub.content(other);

        assertThat(Files.readAllBytes(download())).isEqualTo(other);
        assertThat(ranges()).last().isEqualTo("null");
    }

    @Test
    void aServerThatFallsSilentIsAskedAgain() throws IOException {
        hub.silence(100_000);

        assertThat(Files.readAllBytes(download())).isEqualTo(model);
        assertThat(ranges()).containsExactly("null", "bytes=100000-");
    }

    @Test
    void aServerWithoutRangesIsReadFromTheStart() throws IOException {
        hub.withoutRanges();
        hub.cut(100_000);

        assertThat(Files.readAllBytes(download())).isEqualTo(model);
    }

    @Test
    void aHubThatHasTheBytesItselfNeedsNoRedirection() throws IOException {
        hub.withoutRedirects();

        assertThat(Files.readAllBytes(download())).isEqualTo(model);
    }

    @Test
    void aFileWithAnotherChecksumIsDeletedAndToldOf() throws IOException {
        hub.etag("ab".repeat(32));
        fails("has the SHA-256 " + Sha256.of(model), "the hub says " + "ab".repeat(32), "it was deleted");
        assertThat(left()).containsExactly(".model.gguf.lock");
    }

    @Test
    void aPageInPlaceOfAModelIsNotKept() throws IOException {
        hub.content("<html>moved</html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        fails("is no GGUF file");
        assertThat(left()).containsExactly(".model.gguf.lock");
    }

    @Test
    void everyRefusalSaysWhatToDo() {
        hub.fails(404, "RepoNotFound");
        fails("has no repository own/repo");
        hub.fails(404, "RevisionNotFound");
        fails("own/repo has no revision main");
        hub.fails(404, "EntryNotFound");
        fails("own/repo has no such file at main");
        hub.fails(403, "GatedRepo");
        fails("does not let the holder of HF_TOKEN read it (403)", "terms must be accepted");
        hub.fails(503, "");
        fails("the hub cannot be reached (the server answers 503)", "Maybe set HF_ENDPOINT");
    }

    @Test
    void whereNobodyListensTheAdviceIsAMirrorOrAPath() {
        hub.close();
        fails("the hub cannot be reached (it refuses the connection)", "Maybe set HF_ENDPOINT to a mirror");
    }

    @Test
    void ofSeveralWhoWantTheSameFileOneDownloadsIt() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Path>> wishes = List.of(this::download, this::download, this::download, this::download);
            for (Future<Path> each : threads.invokeAll(wishes)) {
                assertThat(Files.readAllBytes(each.get())).isEqualTo(model);
            }
        }
        assertThat(ranges()).containsExactly("null");
    }
}
