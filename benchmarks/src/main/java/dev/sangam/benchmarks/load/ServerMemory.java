package dev.sangam.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Memory of a server's processes on this machine: the one that listens, and those it started. Linux. */
final class ServerMemory {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern USED = Pattern.compile("(?m)^(?!.*(?:Metaspace|class space)).*\\bused (\\d+)K");

    private ServerMemory() {}

    /** The process and its descendants that are there now. */
    static List<Long> processes(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    /** Resident memory of a process, MiB; 0 when it has ended. */
    static double residentMebibytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Files.exists(status) ? sum(RESIDENT, Files.readString(status)) / 1024 : 0;
    }

    /** Live objects on a JVM's heap, after a collection, MiB; 0 when it is no JVM. */
    static double liveHeapMebibytes(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        return sum(USED, jcmd(pid, "GC.heap_info")) / 1024;
    }

    private static double sum(Pattern kibibytes, String text) {
        double sum = 0;
        for (Matcher match = kibibytes.matcher(text); match.find(); ) {
            sum += Double.parseDouble(match.group(1));
        }
        return sum;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.addAll(List.of(Long.toString(pid), command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? text : "";
    }
}
