package dev.sangam.measure.prompt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A text as words, each with the space before it: any stretch of it can be put after any other. */
final class Passage {
    private final String text;
    private final int[] starts;
    private final int[] ids;
    private final List<String> vocabulary;

    private Passage(List<String> words) {
        StringBuilder all = new StringBuilder();
        Map<String, Integer> known = new HashMap<>();
        starts = new int[words.size() + 1];
        ids = new int[words.size()];
        vocabulary = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            String word = words.get(i);
            ids[i] = known.computeIfAbsent(word, added -> {
                vocabulary.add(added);
                return vocabulary.size() - 1;
            });
            starts[i] = all.length();
            all.append(' ').append(word);
        }
        starts[ids.length] = all.length();
        text = all.toString();
    }

    /** The one that comes with the product. */
    static Passage builtIn() {
        return of(BuiltInText.read());
    }

    /** The words of a text. */
    static Passage of(String text) {
        return new Passage(List.of(text.strip().split("\\s+")));
    }

    /** The first words, or all when there are fewer. */
    Passage first(int words) {
        return words >= size() ? this : of(text(0, words));
    }

    /** As many words drawn from the distinct ones, each as likely as the others. */
    Passage shuffled(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            words.add(vocabulary.get(random.nextInt(vocabulary.size())));
        }
        return new Passage(words);
    }

    /** Number of words. */
    int size() {
        return ids.length;
    }

    /** Words {@code from} to {@code to - 1}, each with the space before it. */
    String text(int from, int to) {
        return text.substring(starts[from], starts[to]);
    }

    /** The distinct words. */
    List<String> vocabulary() {
        return vocabulary;
    }

    /** Which of the distinct words word {@code index} is. */
    int id(int index) {
        return ids[index];
    }
}
