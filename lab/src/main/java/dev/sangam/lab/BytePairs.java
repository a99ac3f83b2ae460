package dev.sangam.lab;

import dev.sangam.files.gguf.ByteAlphabet;
import dev.sangam.files.gguf.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/** Learns a byte-level BPE vocabulary (Sennrich et al. 2016, algorithm 1, over bytes as GPT-2 does). */
final class BytePairs {
    private record Pair(String left, String right) {}

    private record Candidate(Pair pair, long count) {}

    /** A distinct word of the text, as the tokens it is made of so far. */
    private static final class Word {
        private final long count;
        private List<String> parts;

        Word(String text, long count) {
            this.count = count;
            parts = new ArrayList<>(
                    text.chars().mapToObj(c -> String.valueOf((char) c)).toList());
        }

        /** Joins a pair wherever it stands. */
        void merge(Pair pair) {
            List<String> merged = new ArrayList<>(parts.size());
            int i = 0;
            while (i < parts.size()) {
                boolean here = i + 1 < parts.size()
                        && parts.get(i).equals(pair.left)
                        && parts.get(i + 1).equals(pair.right);
                merged.add(here ? pair.left + pair.right : parts.get(i));
                i += here ? 2 : 1;
            }
            parts = merged;
        }
    }

    private final Map<Pair, Long> counts = new HashMap<>();
    private final Map<Pair, Set<Word>> places = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(Comparator.comparingLong(Candidate::count)
            .reversed()
            .thenComparing(c -> c.pair.left)
            .thenComparing(c -> c.pair.right));

    private BytePairs() {}

    /** The vocabulary of that size which shortens the texts most, one merge at a time; the same texts give the same one. */
    static Vocabulary learn(Iterable<String> texts, int size) {
        Map<String, Long> words = new TreeMap<>();
        for (String text : texts) {
            for (String word : Words.of(text)) {
                words.merge(ByteAlphabet.of(word), 1L, Long::sum);
            }
        }
        return new BytePairs().learn(words, size);
    }

    private Vocabulary learn(Map<String, Long> words, int size) {
        words.forEach((text, count) -> add(new Word(text, count), 1));
        counts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        for (int b = 0; b < 256; b++) {
            tokens.add(String.valueOf(ByteAlphabet.of(b)));
        }
        List<String> merges = new ArrayList<>();
        while (tokens.size() < size) {
            Candidate best = queue.poll();
            if (best == null) {
                throw new IllegalArgumentException("the text is too short for " + size + " tokens");
            }
            if (best.count == counts.getOrDefault(best.pair, 0L)) {
                tokens.add(best.pair.left + best.pair.right);
                merges.add(best.pair.left + " " + best.pair.right);
                merge(best.pair);
            }
        }
        return new Vocabulary(tokens, merges);
    }

    private void merge(Pair pair) {
        Set<Pair> changed = new HashSet<>();
        for (Word word : List.copyOf(places.getOrDefault(pair, Set.of()))) {
            changed.addAll(add(word, -1));
            word.merge(pair);
            changed.addAll(add(word, 1));
        }
        for (Pair p : changed) {
            long count = counts.getOrDefault(p, 0L);
            if (count > 0) {
                queue.add(new Candidate(p, count));
            }
        }
    }

    /** Counts the pairs of a word, or takes them back; returns them. */
    private List<Pair> add(Word word, int sign) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < word.parts.size(); i++) {
            Pair pair = new Pair(word.parts.get(i), word.parts.get(i + 1));
            pairs.add(pair);
            counts.merge(pair, sign * word.count, Long::sum);
            Set<Word> set = places.computeIfAbsent(pair, p -> new HashSet<>());
            if (sign > 0) {
                set.add(word);
            } else {
                set.remove(word);
            }
        }
        return pairs;
    }
}
