package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.output.Figures;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointFacts;
import dev.sangam.measure.endpoint.EndpointProbe;
import dev.sangam.measure.load.LoadOptions;
import dev.sangam.measure.load.LoadRun;
import dev.sangam.measure.load.RunName;
import dev.sangam.measure.prompt.PromptBodies;
import dev.sangam.measure.prompt.PromptPlan;
import dev.sangam.measure.report.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The endpoints of a benchmark, once they have said what they are; sends them what is asked for. */
final class BenchSession implements AutoCloseable {
    private final List<Endpoint> endpoints;
    private final List<EndpointCalls> calls = new ArrayList<>();
    private final List<EndpointFacts> facts = new ArrayList<>();

    private BenchSession(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /**
     * Asks the endpoints what they are.
     *
     * @throws InputException when one cannot be reached, refuses, or has not the model
     */
    static BenchSession open(List<Endpoint> endpoints, Optional<String> model) {
        BenchSession session = new BenchSession(endpoints);
        try {
            for (Endpoint endpoint : endpoints) {
                EndpointCalls each = new EndpointCalls(endpoint);
                session.calls.add(each);
                session.facts.add(EndpointProbe.probe(each, model));
            }
            session.requireOneModel();
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void requireOneModel() {
        List<String> models =
                facts.stream().map(EndpointFacts::model).distinct().toList();
        if (models.size() > 1) {
            throw new InputException("the endpoints have different models, " + models
                    + "; all are sent the same requests. Maybe serve them under one name, or compare two runs");
        }
    }

    /** Longest prompt and output that all of them take, where they say it. */
    OptionalInt contextTokens() {
        return facts.stream()
                .map(EndpointFacts::contextTokens)
                .filter(OptionalInt::isPresent)
                .mapToInt(OptionalInt::getAsInt)
                .min();
    }

    /** What requests of a run say. */
    PromptBodies bodies(BenchStep step, BenchContentFlags content, long promptSeed) {
        PromptPlan plan =
                new PromptPlan(content.source(), content.style(facts.getFirst().kind()), promptSeed, Optional.empty());
        return PromptBodies.prepare(
                calls.getFirst(), facts.getFirst(), step.plan().workload(), step.plan()::conversation, plan);
    }

    /** A run that is about to begin. */
    LoadRun load(BenchStep step, PromptBodies bodies, LoadOptions options, long seed) {
        return new LoadRun(
                new RunName(facts.getFirst().model(), step.title(), seed),
                step.plan(),
                step.shape(),
                endpoints,
                bodies,
                options);
    }

    /** One line that names a benchmark of them. */
    String title() {
        return facts.getFirst().model() + " at "
                + endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
    }

    /** What they are, for people. */
    List<Fact> facts() {
        List<Fact> result = new ArrayList<>();
        for (EndpointFacts each : facts) {
            String context = each.contextTokens().isPresent()
                    ? ", context of " + Figures.count(each.contextTokens().getAsInt()) + " tokens"
                    : "";
            result.add(new Fact(
                    "endpoint", each.endpoint() + " (" + each.kind().title() + "), model " + each.model() + context));
        }
        return result;
    }

    @Override
    public void close() {
        calls.forEach(EndpointCalls::close);
    }
}
