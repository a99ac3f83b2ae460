package dev.sangam.measure.prompt;

import dev.sangam.measure.endpoint.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * How many tokens each of many words has, after a space and before another word. Tokenizers of today's models split texts
 * at the spaces before anything else, so that a text is as long as its words; the ones that do not are found out when
 * prompts are checked. Words are counted many at a time, each before a border word whose token is known.
 */
final class WordTokens {
    private static final String BORDER = " and";
    private static final String START = "a" + BORDER;
    private static final int BATCH = 128;

    private final Tokenizer tokenizer;
    private final int[] start;
    private final int border;
    private final TreeSet<Integer> ids = new TreeSet<>();

    WordTokens(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.start = tokenizer.tokens(START);
        this.border = start.length == 0 ? -1 : start[start.length - 1];
    }

    /** Tokens of each word. */
    int[] count(List<String> words) {
        int[] counts = new int[words.size()];
        for (int from = 0; from < counts.length; from += BATCH) {
            count(words, from, Math.min(counts.length, from + BATCH), counts);
        }
        return counts;
    }

    /** Ids of the tokens that words counted so far have: ordinary ones, none that ends a text or stands for a picture. */
    int[] ids() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private void count(List<String> words, int from, int to, int[] counts) {
        StringBuilder text = new StringBuilder(START);
        words.subList(from, to).forEach(word -> text.append(' ').append(word).append(BORDER));
        int[] found = tokenizer.tokens(text.toString());
        if (to - from == 1) {
            // The border may be more than one token, and the word may hold it.
            int bordered = tokenizer.tokens(START + BORDER).length - start.length;
            counts[from] = found.length - start.length - bordered;
            remember(found);
        } else if (!split(found, from, to, counts)) {
            int middle = (from + to) >>> 1;
            count(words, from, middle, counts);
            count(words, middle, to, counts);
        }
    }

    /** Counts the tokens between borders; false when there are not as many borders as words. */
    private boolean split(int[] found, int from, int to, int[] counts) {
        if (found.length < start.length || !Arrays.equals(found, 0, start.length, start, 0, start.length)) {
            return false;
        }
        int word = from;
        int length = 0;
        for (int i = start.length; i < found.length; i++) {
            if (found[i] != border) {
                length++;
            } else if (word == to || length == 0) {
                return false;
            } else {
                counts[word++] = length;
                length = 0;
            }
        }
        if (word != to || length != 0) {
            return false;
        }
        remember(found);
        return true;
    }

    private void remember(int[] found) {
        for (int id : found) {
            ids.add(id);
        }
    }
}
