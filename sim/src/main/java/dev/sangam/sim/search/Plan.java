package dev.sangam.sim.search;

import dev.sangam.files.deployment.Goal;
import dev.sangam.files.deployment.PlanSection.Layout;
import dev.sangam.sim.search.Question.Group;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link Question}.
 *
 * @param question what was asked
 * @param exhaustive whether every configuration was looked at in full
 * @param layouts what each way to divide the classes comes to, the cheapest first
 * @param groups what was found for each group of requests
 * @param effort what it took
 * @param seconds of wall-clock time
 */
public record Plan(
        Question question,
        boolean exhaustive,
        List<Pools> layouts,
        List<GroupPlan> groups,
        Effort effort,
        double seconds) {
    public Plan {
        layouts = List.copyOf(layouts);
        groups = List.copyOf(groups);
    }

    /** The cheapest. */
    public Pools best() {
        return layouts.getFirst();
    }

    /**
     * Pools that serve everything.
     *
     * @param pools one for each group
     */
    public record Pools(Layout layout, List<Pool> pools) {
        public Pools {
            pools = List.copyOf(pools);
        }

        /** Of all pools. */
        public double dollarsPerHour() {
            return pools.stream().mapToDouble(Pool::dollarsPerHour).sum();
        }

        /** Of all pools. */
        public int gpus() {
            return pools.stream().mapToInt(Pool::gpus).sum();
        }

        /** Dollars per million output tokens. */
        public double dollarsPerMillionTokens() {
            double tokens = pools.stream()
                    .mapToDouble(pool -> pool.service().get(Service.Figure.OUTPUT_TOKENS_PER_SECOND))
                    .sum();
            return dollarsPerHour() / (tokens * 3600) * 1e6;
        }
    }

    /**
     * Equal replicas that serve a group, as simulated together at the full rate.
     *
     * @param capacity of a replica alone, requests per second
     * @param service in the mean over the seeds
     * @param goals the figure of each goal of the group, in the mean over the seeds
     */
    public record Pool(
            Group group, Candidate candidate, int replicas, double capacity, Service service, List<Double> goals) {
        /** Dollars per hour. */
        public double dollarsPerHour() {
            return replicas * candidate.dollarsPerHour();
        }

        /** Dollars per hour of as many replicas as the capacity of one asks for, which a pool may get by without. */
        public double dollarsByCapacity() {
            return Math.ceil(group.rate() / capacity - 1e-9) * candidate.dollarsPerHour();
        }

        /** Accelerators. */
        public int gpus() {
            return replicas * candidate.gpus();
        }
    }

    /**
     * What was found for a group of requests.
     *
     * @param standings of the candidates of the space, in their order
     * @param confirmed pools that were simulated at the full rate and met the goals, the cheapest first
     * @param ratio the configuration that serves most for a dollar, whole replicas aside
     * @param finalists the best configurations under several seeds
     * @param sensitivity what each goal costs
     * @param points configurations at their capacity, and at other rates where they were looked at
     */
    public record GroupPlan(
            Group group,
            List<Standing> standings,
            List<Pool> confirmed,
            Measured ratio,
            List<Finalist> finalists,
            List<Sensitivity> sensitivity,
            List<Point> points) {
        public GroupPlan {
            standings = List.copyOf(standings);
            confirmed = List.copyOf(confirmed);
            finalists = List.copyOf(finalists);
            sensitivity = List.copyOf(sensitivity);
            points = List.copyOf(points);
        }
    }

    /** A candidate and its capacity, requests per second. */
    public record Measured(Candidate candidate, double capacity) {
        /** Requests per second for a dollar per hour. */
        public double ratePerDollar() {
            return capacity / candidate.dollarsPerHour();
        }
    }

    /**
     * One of the best configurations.
     *
     * @param capacities of a replica under each seed, requests per second
     * @param halfWidth of the 95 % confidence interval of their mean; NaN for one seed
     * @param like whether no difference to the first finalist can be told from chance: the 95 % confidence interval of the
     *     difference under equal seeds includes zero
     */
    public record Finalist(Candidate candidate, List<Double> capacities, double halfWidth, boolean like) {
        /** Mean over the seeds. */
        public double capacity() {
            return capacities.stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(0);
        }

        /** Requests per second for a dollar per hour. */
        public double ratePerDollar() {
            return capacity() / candidate.dollarsPerHour();
        }
    }

    /**
     * The best under goals of which one is changed.
     *
     * @param goal as it is changed
     * @param original as it was
     * @param dollars per hour of the cheapest pool, by the capacity of its replicas; infinite for none
     * @param cheapest what it consists of; empty for none
     * @param ratio the one that serves most for a dollar; empty for none
     */
    public record Sensitivity(
            Goal goal,
            Goal original,
            double factor,
            double dollars,
            Optional<Measured> cheapest,
            Optional<Measured> ratio) {}

    /** How one replica of a configuration serves a rate. */
    public record Point(Candidate candidate, double rate, Service service, List<Double> goals, boolean met) {
        /** Requests per second for a dollar per hour. */
        public double ratePerDollar() {
            return rate / candidate.dollarsPerHour();
        }

        /** Dollars per million output tokens of replicas that are all used so. */
        public double dollarsPerMillionTokens() {
            return candidate.dollarsPerHour() / (service.get(Service.Figure.OUTPUT_TOKENS_PER_SECOND) * 3600) * 1e6;
        }
    }
}
