package dev.sangam.files.calibration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the steps ran on.
 *
 * @param cpu the processor's name
 * @param cores cores that the process may use
 * @param kernels version of the library of kernels
 */
public record Machine(String cpu, int cores, String kernels) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL_NAME = "model name";

    public Machine {
        if (cores < 1) {
            throw new IllegalArgumentException("cores is " + cores + "; it must be >= 1");
        }
    }

    /** The machine that this process runs on; its name is that of the instruction set where the system says no more. */
    public static Machine here(String kernels) {
        return new Machine(cpuName(), Runtime.getRuntime().availableProcessors(), kernels);
    }

    private static String cpuName() {
        String fallback = System.getProperty("os.arch", "unknown processor");
        if (!Files.isReadable(CPU_INFO)) {
            return fallback;
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith(MODEL_NAME))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(fallback);
        } catch (IOException e) {
            return fallback; // a name is not worth failing for
        }
    }
}
