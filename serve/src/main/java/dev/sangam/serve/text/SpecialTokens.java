package dev.sangam.serve.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Finds a model's special tokens in what its chat template itself says. The text between them is to be tokenized with special
 * tokens taken as plain text: then no message can hold one, and text that a message shares with the template is still
 * tokenized in one go.
 */
public final class SpecialTokens {
    /** A part of a prompt. */
    public sealed interface Segment {
        /** A special token, by its id. */
        record Special(int token) implements Segment {}

        /** Plain text, whatever it looks like. */
        record Plain(String text) implements Segment {}
    }

    /** By first character; the longest first. */
    private final Map<Character, List<Entry<String, Integer>>> tokens = new HashMap<>();

    /** Special tokens by their text; an empty text is none. */
    public SpecialTokens(Map<String, Integer> ids) {
        ids.entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .sorted(Comparator.comparingInt(entry -> -entry.getKey().length()))
                .forEach(entry -> tokens.computeIfAbsent(entry.getKey().charAt(0), c -> new ArrayList<>())
                        .add(Map.entry(entry.getKey(), entry.getValue())));
    }

    /** The segments of a rendered conversation; neighbours that are both plain text are one. */
    public List<Segment> segments(List<TemplatePiece> pieces) {
        List<Segment> segments = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        for (TemplatePiece piece : pieces) {
            if (piece.trusted()) {
                split(piece.text(), plain, segments);
            } else {
                plain.append(piece.text());
            }
        }
        flush(plain, segments);
        return segments;
    }

    private void split(String text, StringBuilder plain, List<Segment> segments) {
        int at = 0;
        while (at < text.length()) {
            Entry<String, Integer> token = tokenAt(text, at);
            if (token.getKey().isEmpty()) {
                plain.append(text.charAt(at++));
            } else {
                flush(plain, segments);
                segments.add(new Segment.Special(token.getValue()));
                at += token.getKey().length();
            }
        }
    }

    private Entry<String, Integer> tokenAt(String text, int at) {
        for (Entry<String, Integer> token : tokens.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(token.getKey(), at)) {
                return token;
            }
        }
        return Map.entry("", -1);
    }

    private static void flush(StringBuilder plain, List<Segment> segments) {
        if (!plain.isEmpty()) {
            segments.add(new Segment.Plain(plain.toString()));
            plain.setLength(0);
        }
    }
}
