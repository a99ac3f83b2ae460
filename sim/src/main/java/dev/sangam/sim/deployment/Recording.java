package dev.sangam.sim.deployment;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.metric.Pool;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.KvSection;
import dev.sangam.files.eventlog.EventLogHeader;
import dev.sangam.files.eventlog.RecordedRun;
import dev.sangam.sim.report.RunResult;
import dev.sangam.sim.report.RunResult.Fact;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A recorded run in the form of a simulated one, so that both can be reported and compared alike. */
public final class Recording {
    /** Stands for the model's context, which limits of a log do not depend on. */
    private static final int ANY_CONTEXT = 1 << 24;

    private Recording() {}

    /**
     * The result of a recorded run.
     *
     * @param file name of the log, for errors about its header
     * @param workload its requests, with the classes by which they are judged
     * @param seed kept in the result
     */
    public static RunResult result(RecordedRun run, String file, Workload workload, long seed) {
        EventLogHeader header = run.header();
        RunRecorder recorder = run.metrics(workload, shape -> 0);
        // What it ran on is not known as an accelerator with a price and a peak, so neither are cost and MFU.
        Pool pool = new Pool(1, header.stages(), header.stages(), 0, 0, header.kvBlocks());
        Summary summary = Summaries.of(workload, recorder, pool);
        return new RunResult(
                header.model() + ", recorded",
                facts(header, file, workload, summary),
                seed,
                workload,
                recorder,
                pool,
                summary);
    }

    private static List<Fact> facts(EventLogHeader header, String file, Workload workload, Summary summary) {
        DeploymentFile deployment = new DeploymentFile(header.deploymentSection(file), Path.of(""));
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("model", header.model()));
        if (deployment.root().has("scheduler")) {
            SchedulerConfig scheduler = deployment.scheduler(ANY_CONTEXT);
            KvSection kv = deployment.kvCache(scheduler);
            facts.add(new Fact("scheduler", SchedulerText.of(scheduler)));
            facts.add(new Fact(
                    "KV cache",
                    Facts.kv(new KvConfig(
                            header.kvBlocks(),
                            header.blockTokens(),
                            kv.watermark(),
                            kv.prefixCaching(),
                            kv.swap(() -> new KvSwap(1, 0, 0))))));
        }
        facts.add(new Fact("batch time", "as recorded from " + header.started().truncatedTo(ChronoUnit.SECONDS)));
        facts.add(new Fact("workload", workload(workload, summary)));
        facts.add(new Fact("SLOs", Facts.slos(workload.classes())));
        return facts;
    }

    private static String workload(Workload workload, Summary summary) {
        String requests = Facts.requests(workload);
        int open = summary.requests() - summary.completed();
        return open == 0
                ? requests
                : requests + String.format(Locale.ROOT, ", %,d of them cancelled or not at their end", open);
    }
}
