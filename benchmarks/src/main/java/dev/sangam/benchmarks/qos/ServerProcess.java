package dev.sangam.benchmarks.qos;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sangam serve} of a deployment file, in processes of its own. Closed, it is told to end, and has ended. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("serving +(http://[0-9.:]+)/v1.*");
    private static final int END_SECONDS = 60;

    private final Process process;
    private final URI address;

    private ServerProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it, and returns when it answers.
     *
     * @param sangam the launcher
     * @param log gets what it says on standard error
     * @param options of {@code serve}, besides the port
     */
    static ServerProcess start(Path sangam, Path deployment, Path log, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(sangam.toString(), "serve", deployment.toString()));
        command.addAll(List.of("--port", "0"));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process.getOutputStream().close();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.matches()) {
                ServerProcess server = new ServerProcess(process, URI.create(matcher.group(1)));
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
                return server;
            }
        }
        throw new IOException(String.join(" ", command) + " ended and did not serve; see " + log);
    }

    URI address() {
        return address;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
