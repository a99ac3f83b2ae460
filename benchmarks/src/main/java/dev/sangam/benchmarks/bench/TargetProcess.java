package dev.sangam.benchmarks.bench;

import dev.sangam.measure.client.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@link ScriptedTarget} in its own process. */
final class TargetProcess implements AutoCloseable {
    private final Process process;
    private final URI address;

    private TargetProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static TargetProcess start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ScriptedTarget.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        return new TargetProcess(process, URI.create(line));
    }

    Endpoint endpoint() {
        return Endpoint.of(address.toString());
    }

    URI address() {
        return address;
    }

    /** When it wrote each chunk of output, in {@link System#nanoTime}, by the number of the request. */
    Map<Integer, long[]> written() throws IOException, InterruptedException {
        Map<Integer, long[]> written = new HashMap<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(address.resolve("/log")).build();
            client.send(request, HttpResponse.BodyHandlers.ofLines()).body().forEach(line -> {
                long[] numbers = Arrays.stream(line.split("[^0-9-]+"))
                        .filter(word -> !word.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray();
                written.put((int) numbers[0], Arrays.copyOfRange(numbers, 3, numbers.length));
            });
        }
        return written;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
