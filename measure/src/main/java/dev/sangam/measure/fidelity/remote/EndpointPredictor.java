package dev.sangam.measure.fidelity.remote;

import dev.sangam.core.InputException;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointFacts;
import dev.sangam.measure.endpoint.EndpointProbe;
import dev.sangam.measure.endpoint.ServerTokenizer;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.PredictionHeader;
import dev.sangam.measure.fidelity.Predictor;
import dev.sangam.measure.prompt.Api;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A model behind an OpenAI-compatible endpoint. Questions with options need its log-probabilities; answers in words do not. One
 * thread at a time may ask; items of a group are asked side by side.
 */
public final class EndpointPredictor implements Predictor, AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final int GROUPS_OF_FLIGHTS = 4;

    private final RemoteOptions options;
    private final EndpointCalls calls;
    private final EndpointFacts facts;
    private final EndpointSkills skills;
    private final ChoiceAsker choices;
    private final OpenAsker opens;
    private final ExecutorService workers;

    private EndpointPredictor(
            RemoteOptions options, EndpointCalls calls, EndpointFacts facts, Requests requests, long firstPauseMillis) {
        PatientCalls patient = new PatientCalls(calls, firstPauseMillis);
        this.options = options;
        this.calls = calls;
        this.facts = facts;
        this.skills = EndpointSkills.find(patient, requests, options.api());
        List<TextScores> ways = skills.api() == Api.CHAT
                ? List.of()
                : List.of(
                        new EchoScores(patient, requests),
                        new ForcedScores(patient, requests, () -> ServerTokenizer.ofPrompts(calls, facts)));
        this.choices = new ChoiceAsker(patient, requests, skills, ways);
        this.opens = new OpenAsker(patient, requests, skills);
        this.workers = Executors.newFixedThreadPool(
                options.inFlight(), Thread.ofVirtual().name("endpoint-", 0).factory());
    }

    /**
     * Finds out what an endpoint is and can do.
     *
     * @throws InputException when it cannot be reached, refuses, or leaves open which model is meant
     */
    public static EndpointPredictor connect(Endpoint endpoint, RemoteOptions options) {
        return connect(endpoint, options, FIRST_PAUSE_MILLIS);
    }

    static EndpointPredictor connect(Endpoint endpoint, RemoteOptions options, long firstPauseMillis) {
        EndpointCalls calls = new EndpointCalls(endpoint);
        try {
            EndpointFacts facts = EndpointProbe.probe(calls, options.model());
            return new EndpointPredictor(options, calls, facts, new Requests(facts), firstPauseMillis);
        } catch (RuntimeException e) {
            calls.close();
            throw e;
        }
    }

    /** Who answers, and through what. */
    public PredictionHeader header() {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("endpoint", facts.endpoint().toString());
        settings.put("model", facts.model());
        settings.put("server", facts.kind().title());
        settings.put("api", skills.api().name().toLowerCase(Locale.ROOT));
        return new PredictionHeader(facts.model(), settings);
    }

    /** What a reader of the figures should know, a sentence each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (skills.api() == Api.CHAT) {
            notes.add("asked through the chat, which puts the model's template around each question");
        }
        if (choices.choiceOnly() > 0) {
            notes.add("of " + choices.choiceOnly() + " questions an option was not among the " + skills.top()
                    + " likeliest tokens: their choices count, and they are left out of KL divergence and margins");
        }
        return notes;
    }

    @Override
    public int groupSize() {
        return GROUPS_OF_FLIGHTS * options.inFlight();
    }

    @Override
    public List<Prediction> predict(String set, List<Item> group) {
        List<Future<Prediction>> answers = new ArrayList<>();
        for (Item item : group) {
            answers.add(workers.submit(() -> ask(set, item)));
        }
        List<Prediction> predictions = new ArrayList<>();
        try {
            for (Future<Prediction> answer : answers) {
                predictions.add(answer.get());
            }
            return predictions;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof InputException known
                    ? known
                    : new IllegalStateException("asking failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException(facts.endpoint() + ": was not waited for", e);
        } finally {
            answers.forEach(answer -> answer.cancel(true));
        }
    }

    private Prediction ask(String set, Item item) {
        try {
            return switch (item) {
                case Item.Choice choice -> choices.ask(set, choice);
                case Item.Open open -> opens.ask(set, open);
            };
        } catch (InputException e) {
            throw new InputException(set + " " + item.id() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        calls.close();
    }
}
