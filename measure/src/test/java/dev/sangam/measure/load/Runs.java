package dev.sangam.measure.load;

import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.target.ScriptedServer;
import dev.sangam.measure.target.Served;
import java.util.ArrayList;
import java.util.List;

/** Short runs against scripted servers. */
final class Runs {
    static final long MS = 1_000_000;
    static final RunName NAME = new RunName("scripted", "a test", 1);

    private Runs() {}

    /** Requests at a constant distance. */
    static Workload every(long gapNanos, int count) {
        WorkloadBuilder workload = new WorkloadBuilder();
        for (int i = 0; i < count; i++) {
            workload.add(i * gapNanos, 10, 5, Label.DEFAULT);
        }
        return workload.build();
    }

    static LoadRun of(LoadPlan plan, LoadShape shape, LoadOptions options, ScriptedServer... servers) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (ScriptedServer server : servers) {
            endpoints.add(Endpoint.of(server.address()));
        }
        return new LoadRun(NAME, plan, shape, endpoints, new Numbered(), options);
    }

    static RunRecord run(LoadPlan plan, LoadShape shape, LoadOptions options, ScriptedServer... servers) {
        return of(plan, shape, options, servers).run(LoadListener.NONE);
    }

    /** What a server did for so many requests; it notes that after its last write. */
    static List<Served> log(ScriptedServer server, int requests) {
        while (server.log().size() < requests) {
            Thread.onSpinWait();
        }
        return server.log();
    }
}
