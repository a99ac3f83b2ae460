package dev.sangam.files;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names that someone who typed an unknown one may have meant. */
public final class NearNames {
    private static final int SHOWN = 4;
    /** So many names may be listed when none is near. */
    private static final int ALL = 12;

    private NearNames() {}

    /**
     * Advice such as {@code " Maybe a100-80 or a100-40"}: the nearest names by edit distance, names that contain it
     * first. When none is near, all of them if they are few, else nothing.
     */
    public static String advice(String typed, Collection<String> known) {
        String text = typed.toLowerCase(Locale.ROOT);
        List<String> near = known.stream()
                .filter(name -> distance(text, name) <= Math.max(2, text.length() / 2))
                .sorted(Comparator.comparingInt((String name) -> distance(text, name))
                        .thenComparing(name -> name))
                .limit(SHOWN)
                .toList();
        if (near.isEmpty() && known.size() > ALL) {
            return "";
        }
        List<String> shown = near.isEmpty() ? known.stream().sorted().toList() : near;
        return " Maybe " + shown.stream().collect(Collectors.joining(" or "));
    }

    private static int distance(String text, String name) {
        String other = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return !text.isEmpty() && other.contains(text) ? 0 : edits(text, other);
    }

    /** Levenshtein distance, a row at a time. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
