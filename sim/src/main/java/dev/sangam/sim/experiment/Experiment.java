package dev.sangam.sim.experiment;

import dev.sangam.sim.deployment.Deployment;
import java.util.List;

/**
 * A figure or table to be run anew.
 *
 * @param name of its file, without the suffix
 * @param title one line
 * @param source where the paper has it; empty when the paper does not
 * @param notes what is assumed, for people
 * @param kind what is measured
 * @param rules what counts as violated; the first one as the paper does
 * @param seeds of workload and routing, at least one
 * @param variants names of what is compared
 * @param workloads names of what is served, and where their lengths come from
 * @param cells the deployment of each variant under each workload
 * @param paper the paper's figures
 */
public record Experiment(
        String name,
        String title,
        String source,
        List<String> notes,
        Kind kind,
        List<Rule> rules,
        List<Long> seeds,
        List<String> variants,
        List<WorkloadName> workloads,
        List<List<Deployment>> cells,
        List<PaperFigure> paper) {

    public Experiment {
        notes = List.copyOf(notes);
        rules = List.copyOf(rules);
        seeds = List.copyOf(seeds);
        variants = List.copyOf(variants);
        workloads = List.copyOf(workloads);
        cells = List.copyOf(cells);
        paper = List.copyOf(paper);
    }

    /**
     * A workload.
     *
     * @param lengths where its lengths come from when a trace could give them; empty when none could
     */
    public record WorkloadName(String name, String lengths) {}
}
