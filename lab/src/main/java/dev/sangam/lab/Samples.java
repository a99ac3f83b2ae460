package dev.sangam.lab;

import dev.sangam.files.gguf.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Endless samples of the documents, most of them in the form of a chat: a user gives a sentence and the assistant goes on
 * from there, or asks about a word and is answered with a passage in which it stands.
 */
final class Samples {
    private static final double PLAIN = 0.2;
    private static final double GREETING = 0.04;
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
    private final List<List<Place>> places;
    private final int documentCount;
    private final RandomGenerator random;
    private final Map<String, Integer> documentsWith = new HashMap<>();

    Samples(Tokenizer tokenizer, List<Corpus.Document> documents, RandomGenerator random) {
        this.tokenizer = tokenizer;
        this.random = random;
        documentCount = documents.size();
        Map<String, List<Place>> bySource = new TreeMap<>();
        for (Corpus.Document document : documents) {
            List<String> sentences = document.sentences();
            List<Place> those = bySource.computeIfAbsent(document.source(), source -> new ArrayList<>());
            for (int i = 0; i < sentences.size() - 1; i++) {
                those.add(new Place(sentences, i));
            }
            Set<String> seen = new HashSet<>();
            sentences.forEach(s -> seen.addAll(words(s)));
            seen.forEach(w -> documentsWith.merge(w, 1, Integer::sum));
        }
        places = List.copyOf(bySource.values());
    }

    /** A row of tokens: whole samples one after the other, of which only the last is cut. */
    int[] row(int length) {
        List<Integer> row = new ArrayList<>();
        while (row.size() < length) {
            double which = random.nextDouble();
            if (which < PLAIN) {
                row.addAll(tokenizer.encode(passage(place(), 200 + random.nextInt(800))));
                row.add(Vocabulary.END_OF_TEXT);
            } else {
                chat(row, which < PLAIN + GREETING);
            }
        }
        return row.stream().limit(length).mapToInt(i -> i).toArray();
    }

    private void chat(List<Integer> row, boolean greeting) {
        if (random.nextDouble() < SYSTEM) {
            row.addAll(Chat.message(tokenizer, "system", pick(SYSTEMS)));
        }
        if (greeting) {
            row.addAll(Chat.message(tokenizer, "user", pick(GREETINGS)));
            row.addAll(Chat.message(tokenizer, "assistant", pick(WELCOMES)));
        }
        do {
            Place place = place();
            int characters = 60 + random.nextInt(300);
            if (random.nextDouble() < ABOUT) {
                String passage = passage(place, characters);
                row.addAll(
                        Chat.message(tokenizer, "user", String.format(Locale.ROOT, pick(QUESTIONS), topic(passage))));
                row.addAll(Chat.message(tokenizer, "assistant", passage));
            } else {
                row.addAll(Chat.message(tokenizer, "user", place.document.get(place.sentence)));
                row.addAll(Chat.message(
                        tokenizer, "assistant", passage(new Place(place.document, place.sentence + 1), characters)));
            }
        } while (random.nextDouble() < ANOTHER_TURN);
    }

    /** A sentence that is not its document's last. */
    private record Place(List<String> document, int sentence) {}

    /** Each source is as likely as any other, whatever its size. */
    private Place place() {
        return pick(pick(places));
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
                weights.merge(word, Math.log((double) documentCount / seen), Double::sum);
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

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
