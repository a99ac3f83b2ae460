package dev.sangam.serve.scoring;

import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.LlamaVocabulary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Tokens of texts that have much in common. A byte-pair vocabulary never makes a token that spans a line's end and the letter
 * or digit that begins the next line, as its texts are cut into words first; so lines can be made tokens one by one, and each
 * just once. Whether that holds is tried for each vocabulary, and where it does not, every text is done as a whole.
 */
final class TextTokens {
    private static final int MOST_LINES = 1 << 15;
    private static final String TRIAL =
            "The following are questions (with answers).\n\nHow many?\nA. 12\nB. don't know; x = 3.5e-7\n"
                    + "C. na\u00efve caf\u00e9 \u2014 42%...\nd) \u4f60\u597d\n1\n2\nAnswer: B\n\n\nQ:  two  spaces \nand\tthen!\nThe End";

    private final LlamaVocabulary vocabulary;
    private final Map<String, int[]> lines = new HashMap<>();
    private final boolean byLine;

    TextTokens(LlamaModel model) {
        vocabulary = model.vocabulary();
        byLine = model.metadata("tokenizer.ggml.model").filter("gpt2"::equals).isPresent()
                && Arrays.equals(joined(TRIAL), whole(TRIAL));
    }

    /** The tokens of a text, after the model's beginning token where it has one. Special tokens are plain text. */
    int[] of(String text) {
        int[] tokens = byLine ? joined(text) : whole(text);
        return vocabulary.addsBos() && vocabulary.bos() >= 0
                ? IntStream.concat(IntStream.of(vocabulary.bos()), Arrays.stream(tokens))
                        .toArray()
                : tokens;
    }

    private int[] whole(String text) {
        return vocabulary.tokenize(text, false, false);
    }

    private int[] joined(String text) {
        int[] tokens = new int[text.length() / 2 + 16];
        int size = 0;
        int from = 0;
        while (from < text.length()) {
            int to = lineEnd(text, from);
            int[] line = line(text.substring(from, to));
            if (size + line.length > tokens.length) {
                tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, size + line.length));
            }
            System.arraycopy(line, 0, tokens, size, line.length);
            size += line.length;
            from = to;
        }
        return Arrays.copyOf(tokens, size);
    }

    private int[] line(String text) {
        if (lines.size() > MOST_LINES) {
            lines.clear();
        }
        return lines.computeIfAbsent(text, this::whole);
    }

    private static int lineEnd(String text, int from) {
        int at = text.indexOf('\n', from + 1);
        while (at >= 0 && at + 1 < text.length()) {
            if (isWord(text.charAt(at + 1)) && !Character.isWhitespace(text.charAt(at - 1))) {
                return at + 1;
            }
            at = text.indexOf('\n', at + 1);
        }
        return text.length();
    }

    private static boolean isWord(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }
}
