package dev.sangam.benchmarks.qos;

import dev.sangam.core.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A row per request of a run, measured and simulated: for whoever wants to know which ones were late. */
final class RequestTable {
    private RequestTable() {}

    /** Writes it as CSV. */
    static void write(Path file, Workload workload, List<Answer> measured, List<Answer> simulated) throws IOException {
        StringBuilder text = new StringBuilder("request,class,priority,prompt,output,arrival_seconds,sent_late_seconds,"
                + "attained,ttft_seconds,ttlt_seconds,fluidity,relegated,fault,"
                + "simulated_attained,simulated_ttft_seconds,simulated_ttlt_seconds,simulated_fluidity,"
                + "simulated_relegated\n");
        for (int i = 0; i < workload.size(); i++) {
            Answer answer = measured.get(i);
            text.append("%d,%s,%d,%d,%d,%.3f,%.6f,"
                    .formatted(
                            i,
                            workload.qos(i).name(),
                            workload.priority(i),
                            workload.promptTokens(i),
                            workload.outputTokens(i),
                            answer.asked() / 1e9,
                            (answer.sent() - answer.asked()) / 1e9));
            text.append(cells(workload, i, answer))
                    .append(',')
                    .append(answer.fault().replaceAll("[,\n]", " "));
            text.append(',').append(cells(workload, i, simulated.get(i))).append('\n');
        }
        Files.writeString(file, text);
    }

    private static String cells(Workload workload, int i, Answer answer) {
        boolean begun = answer.tokens().length > 0;
        return String.format(
                Locale.ROOT,
                "%d,%.4f,%.4f,%.3f,%d",
                Scores.attained(workload.qos(i).slo(), answer) ? 1 : 0,
                begun ? answer.ttft() / 1e9 : Double.NaN,
                begun ? answer.ttlt() / 1e9 : Double.NaN,
                Scores.fluidity(workload.qos(i).slo(), answer),
                answer.relegated() ? 1 : 0);
    }
}
