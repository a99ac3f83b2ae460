package dev.sangam.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The texts to learn from.
 *
 * @param training documents to learn from
 * @param held documents to measure with, every twentieth
 */
record Corpus(List<Document> training, List<Document> held) {
    /**
     * A document.
     *
     * @param source the folder it is from
     */
    record Document(String source, List<String> sentences) {
        String text() {
            return String.join(" ", sentences);
        }
    }

    private static final int HELD_OUT = 20;
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern BORDER = Pattern.compile("(?<=[.!?;][\"')]?) (?=[\"'(A-Z])");
    private static final int SHORTEST = 3;

    /**
     * Reads every {@code .txt} in the folders of a folder as a document.
     *
     * @throws IOException when a file cannot be read
     */
    static Corpus read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
        }
        List<Document> training = new ArrayList<>();
        List<Document> held = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            String source = String.valueOf(folder.relativize(file).getParent());
            (i % HELD_OUT == HELD_OUT - 1 ? held : training)
                    .add(new Document(source, sentences(Files.readString(file))));
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
        return BORDER.splitAsStream(BLANKS.matcher(plain).replaceAll(" ").strip())
                .filter(sentence -> sentence.length() >= SHORTEST)
                .toList();
    }
}
