package dev.sangam.cli;

import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.model.MemoryPlan;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sangam memory}: how many KV blocks fit, and why. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says how many KV blocks fit beside a deployment's model on each GPU, and why.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam memory --model llama-3-70b --hardware h100 --set tensor_parallel=4",
            "  sangam memory pool.yaml"
        })
final class MemoryCommand implements Runnable {
    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Deployment deployment = options.read();
        MemoryPlan plan = deployment.memory();
        if (deployment.pools().size() > 1) {
            deployment
                    .pools()
                    .forEach(pool -> out.printf(
                            "%,d KV blocks on a replica of pool %s%n",
                            pool.replicas().kv().blocks(), pool.name()));
            return;
        }
        if (plan == null) {
            out.printf(
                    "%,d KV blocks, as kv_cache.blocks says%n",
                    deployment.cluster().kv().blocks());
            return;
        }
        plan.explanation().forEach(out::println);
    }
}
