package dev.sangam.benchmarks.load;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The most resident memory that each process of a server was seen with. */
final class Peak {
    private final long pid;
    private final Map<Long, double[]> firstAndMost = new TreeMap<>();

    /** @param pid of the server; 0 when it is unknown, and nothing is seen */
    Peak(long pid) throws IOException {
        this.pid = pid;
        look();
    }

    void look() throws IOException {
        for (long process : pid == 0 ? java.util.List.<Long>of() : ServerMemory.processes(pid)) {
            double now = ServerMemory.residentMebibytes(process);
            double[] seen = firstAndMost.computeIfAbsent(process, _ -> new double[] {now, now});
            seen[1] = Math.max(seen[1], now);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        firstAndMost.forEach((process, seen) -> text.append(
                "process %d: resident %.0f MiB before, %.0f MiB at most%n".formatted(process, seen[0], seen[1])));
        return text.toString();
    }
}
