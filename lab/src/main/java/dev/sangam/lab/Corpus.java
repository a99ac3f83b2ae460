package dev.sangam.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The texts to learn from, as sentences.
 *
 * @param training documents to learn from, each a list of sentences
 * @param held documents to measure with, every twentieth
 */
record Corpus(List<List<String>> training, List<List<String>> held) {
    private static final int HELD_OUT = 20;
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern BORDER = Pattern.compile("(?<=[.!?;][\"')]?) (?=[\"'(A-Z])");
    private static final int SHORTEST = 3;

    /**
     * Reads every {@code .txt} below a folder as a document.
     *
     * @throws IOException when a file cannot be read
     */
    static Corpus read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
        }
        List<List<String>> training = new ArrayList<>();
        List<List<String>> held = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            (i % HELD_OUT == HELD_OUT - 1 ? held : training).add(sentences(Files.readString(files.get(i))));
        }
        return new Corpus(training, held);
    }

    static List<String> sentences(String text) {
        String plain = text.replace('“', '"')
                .replace('”', '"')
                .replace('‘', '\'')
                .replace('’', '\'')
                .replace("--", "—")
                .replace("_", "");
        List<String> sentences = new ArrayList<>();
        for (String s : BORDER.split(BLANKS.matcher(plain).replaceAll(" ").strip())) {
            if (s.length() >= SHORTEST) {
                sentences.add(s);
            }
        }
        return sentences;
    }
}
