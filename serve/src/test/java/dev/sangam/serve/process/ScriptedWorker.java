package dev.sangam.serve.process;

import dev.sangam.core.InputException;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineListener;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The main class of workers in tests. The configuration says what goes wrong. */
final class ScriptedWorker {
    private ScriptedWorker() {}

    public static void main(String[] args) {
        System.out.println("printed by a library on standard output");
        EngineWorker.main(ScriptedWorker::start);
    }

    private static Engine start(String configuration, EngineListener listener) {
        String[] words = configuration.split(" ", 2);
        switch (words[0]) {
            case "refuse" -> throw new InputException("model.gguf: no such file");
            case "fail" -> throw new IllegalStateException("the model is of plasticine");
            case "sleep" -> sleep();
            case "once" -> startOnce(Path.of(words[1]));
            default -> {
                // nothing goes wrong
            }
        }
        return new ScriptedEngine(listener);
    }

    private static void startOnce(Path mark) {
        try {
            Files.createFile(mark);
        } catch (IOException e) {
            System.err.println("out of device memory");
            Runtime.getRuntime().halt(3);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What somebody would do who knows where the reports go. */
    static void garbage() {
        try (var reports = new FileOutputStream(WorkerProcess.REPORTS)) {
            reports.write("a line that is no report\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
