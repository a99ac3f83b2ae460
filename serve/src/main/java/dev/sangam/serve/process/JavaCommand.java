package dev.sangam.serve.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command line for another JVM like this one. */
public final class JavaCommand {
    /** Options that two JVMs cannot share, since both would write the same file or listen on the same port. */
    private static final List<String> NOT_SHARED = List.of(
            "-agentlib:",
            "-agentpath:",
            "-javaagent:",
            "-Dcom.sun.management.",
            "-Xloggc:",
            "-XX:StartFlightRecording",
            "-XX:AOTMode=record",
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration",
            "-XX:AOTCacheOutput");

    private JavaCommand() {}

    /**
     * The same java, class path and options ({@code --enable-native-access}, the AOT cache, heap sizes, ...), another main
     * class. The JVM ends when it runs out of memory, so that it can be started again.
     *
     * @param options more options, after those in force
     */
    public static List<String> of(List<String> options, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(shared(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    static List<String> shared(List<String> options) {
        return options.stream()
                .filter(option -> NOT_SHARED.stream().noneMatch(option::startsWith))
                .toList();
    }
}
