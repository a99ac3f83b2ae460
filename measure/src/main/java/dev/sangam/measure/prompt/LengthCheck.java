package dev.sangam.measure.prompt;

import dev.sangam.core.workload.Workload;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Compares the lengths that prompts were made for with the server's own count of some of them. */
final class LengthCheck {
    private static final int CHECKED = 3;

    /** Longer prompts would take a small server too long. */
    private static final int MAX_TOKENS = 2048;

    private final Prompts prompts;
    private final Workload workload;
    private final UsageProbe probe;

    LengthCheck(Prompts prompts, Workload workload, UsageProbe probe) {
        this.prompts = prompts;
        this.workload = workload;
        this.probe = probe;
    }

    /** How exact the lengths are, for people. */
    String result() {
        int checked = 0;
        int largest = 0;
        TreeMap<Integer, Integer> byLength = new TreeMap<>();
        for (int i = workload.size() - 1; i >= 0; i--) {
            if (prompts.tokens(i) <= MAX_TOKENS) {
                byLength.put(prompts.tokens(i), i);
            }
        }
        Integer[] requests = byLength.values().toArray(new Integer[0]);
        for (int k = 0; k < Math.min(CHECKED, requests.length); k++) {
            int request = requests[requests.length == 1 ? 0 : (int) ((long) k * (requests.length - 1) / (CHECKED - 1))];
            OptionalInt counted = probe.tokens(prompts.content(request));
            if (counted.isPresent()) {
                checked++;
                largest = Math.max(largest, Math.abs(counted.getAsInt() - prompts.tokens(request)));
            }
        }
        if (checked == 0) {
            return "not checked";
        }
        return (largest == 0 ? "exact" : "off by up to " + largest + " tokens") + " (" + checked + " checked)";
    }
}
