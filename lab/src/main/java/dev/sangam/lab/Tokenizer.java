package dev.sangam.lab;

import dev.sangam.files.gguf.ByteAlphabet;
import dev.sangam.files.gguf.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Text to tokens and back, with a byte-level BPE vocabulary. Special tokens are never made of text. */
final class Tokenizer {
    private final Vocabulary vocabulary;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Integer> ranks = new HashMap<>();
    private final Map<String, int[]> known = new HashMap<>();

    Tokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        List<String> tokens = vocabulary.tokens();
        for (int id = Vocabulary.SPECIAL.size(); id < tokens.size(); id++) {
            ids.put(tokens.get(id), id);
        }
        for (String merge : vocabulary.merges()) {
            ranks.put(merge, ranks.size());
        }
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    List<Integer> encode(String text) {
        List<Integer> tokens = new ArrayList<>();
        for (String word : Words.of(text)) {
            for (int id : known.computeIfAbsent(word, w -> encodeWord(ByteAlphabet.of(w)))) {
                tokens.add(id);
            }
        }
        return tokens;
    }

    private int[] encodeWord(String word) {
        List<String> parts = new ArrayList<>(
                word.chars().mapToObj(c -> String.valueOf((char) c)).toList());
        while (true) {
            int best = Integer.MAX_VALUE;
            int at = -1;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ranks.getOrDefault(parts.get(i) + " " + parts.get(i + 1), Integer.MAX_VALUE);
                if (rank < best) {
                    best = rank;
                    at = i;
                }
            }
            if (at < 0) {
                return parts.stream().mapToInt(ids::get).toArray();
            }
            parts.set(at, parts.get(at) + parts.remove(at + 1));
        }
    }

    /** The text; special tokens show as their names, and bytes that are no UTF-8 as replacement characters. */
    String decode(List<Integer> tokens) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : tokens) {
            String token = vocabulary.tokens().get(id);
            if (id < Vocabulary.SPECIAL.size()) {
                out.writeBytes(token.getBytes(StandardCharsets.UTF_8));
            } else {
                token.chars().forEach(c -> out.write(ByteAlphabet.byteOf((char) c)));
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
