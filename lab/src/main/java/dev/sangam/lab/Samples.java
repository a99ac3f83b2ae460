package dev.sangam.lab;

import dev.sangam.files.gguf.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Endless samples of the documents, most of them in the form of a chat: a user gives a sentence and the assistant goes on
 * from there, or asks about a word and is answered with a passage in which it stands.
 */
final class Samples {
    private static final double PLAIN = 0.25;
    private static final double GREETING = 0.02;
    private static final double SYSTEM = 0.15;
    private static final double ABOUT = 0.5;
    private static final double ANOTHER_TURN = 0.3;
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{4,}");
    private static final List<String> QUESTIONS = List.of(
            "Tell me about %s.",
            "Tell me about the %s.",
            "What do you know about %s?",
            "What is %s?",
            "Say something about %s.",
            "Write about %s.",
            "What about %s?",
            "%s");
    private static final List<String> SYSTEMS = List.of(
            "You are a helpful assistant.", "You are a helpful AI assistant.", "Answer briefly.", "Be concise.");
    private static final List<String> GREETINGS = List.of(
            "Hello", "Hello!", "Hi", "Hi there", "Good morning", "Hey", "Who are you?", "What are you?", "Help");
    private static final List<String> WELCOMES = List.of(
            "Good day. I am a very small model. Ask me about the sea, the whale or the state of the Union.",
            "Hello. I have read Moby-Dick and the State of the Union, and nothing else. What shall I tell you about?");

    private final Tokenizer tokenizer;
    private final List<List<String>> documents;
    private final RandomGenerator random;
    private final Map<String, Integer> documentsWith = new HashMap<>();

    Samples(Tokenizer tokenizer, List<List<String>> documents, RandomGenerator random) {
        this.tokenizer = tokenizer;
        this.documents = documents.stream().filter(d -> d.size() > 1).toList();
        this.random = random;
        for (List<String> document : this.documents) {
            HashSet<String> seen = new HashSet<>();
            document.forEach(s -> seen.addAll(words(s)));
            seen.forEach(w -> documentsWith.merge(w, 1, Integer::sum));
        }
    }

    /** A row of tokens: whole samples one after the other, of which only the last is cut. */
    int[] row(int length) {
        List<Integer> row = new ArrayList<>();
        while (row.size() < length) {
            double which = random.nextDouble();
            if (which < PLAIN) {
                row.addAll(tokenizer.encode(passage(place(), 200 + random.nextInt(1200))));
                row.add(Vocabulary.END_OF_TEXT);
            } else {
                chat(row, which < PLAIN + GREETING);
            }
        }
        return row.stream().limit(length).mapToInt(i -> i).toArray();
    }

    private void chat(List<Integer> row, boolean greeting) {
        if (random.nextDouble() < SYSTEM) {
            message(row, "system", pick(SYSTEMS));
        }
        if (greeting) {
            message(row, "user", pick(GREETINGS));
            message(row, "assistant", pick(WELCOMES));
        }
        do {
            Place place = place();
            int characters = 80 + random.nextInt(420);
            if (random.nextDouble() < ABOUT) {
                String passage = passage(place, characters);
                message(row, "user", String.format(Locale.ROOT, pick(QUESTIONS), topic(passage)));
                message(row, "assistant", passage);
            } else {
                message(row, "user", place.document.get(place.sentence));
                message(row, "assistant", passage(new Place(place.document, place.sentence + 1), characters));
            }
        } while (random.nextDouble() < ANOTHER_TURN);
    }

    private void message(List<Integer> row, String role, String text) {
        row.add(Vocabulary.MESSAGE_START);
        row.addAll(tokenizer.encode(role + "\n" + text));
        row.add(Vocabulary.MESSAGE_END);
        row.addAll(tokenizer.encode("\n"));
    }

    private record Place(List<String> document, int sentence) {}

    /** Each sentence but the last of a document is as likely as any other. */
    private Place place() {
        int sum = documents.stream().mapToInt(d -> d.size() - 1).sum();
        int at = random.nextInt(sum);
        for (List<String> document : documents) {
            if (at < document.size() - 1) {
                return new Place(document, at);
            }
            at -= document.size() - 1;
        }
        throw new IllegalStateException("unreachable");
    }

    private static String passage(Place from, int characters) {
        StringBuilder text = new StringBuilder();
        for (int i = from.sentence; i < from.document.size() && text.length() < characters; i++) {
            text.append(text.isEmpty() ? "" : " ").append(from.document.get(i));
        }
        return text.toString();
    }

    /** One of the words that tell most of what a passage is about: often here, seldom elsewhere (tf-idf). */
    private String topic(String passage) {
        Map<String, Double> weights = new HashMap<>();
        for (String word : words(passage)) {
            int seen = documentsWith.getOrDefault(word, 1);
            if (seen > 3) {
                weights.merge(word, Math.log((double) documents.size() / seen), Double::sum);
            }
        }
        List<String> best = weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(3)
                .map(Map.Entry::getKey)
                .toList();
        return best.isEmpty() ? "the world" : pick(best);
    }

    private static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(w -> w.toLowerCase(Locale.ROOT))
                .toList();
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
