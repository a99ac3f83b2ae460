package dev.sangam.core.calibration;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which batches a calibration measures: decodes of all numbers and several contexts, chunks of all sizes and several
 * contexts, both together, and some of each while the cache is full of other sequences. How decodes with long contexts
 * slow prefills down depends on how their tokens came to lie in the cache; that is measured while requests are served.
 *
 * @param slots most sequences of a batch
 * @param batchTokens most tokens of a batch
 * @param contexts tokens that a sequence can hold before a batch, rising from 0
 * @param cacheTokens tokens that the KV cache holds
 */
public record ProbePlan(int slots, int batchTokens, List<Integer> contexts, int cacheTokens) {
    private static final List<Integer> CONTEXTS = List.of(0, 16, 128, 512, 1024, 2048, 4096, 8192);
    private static final List<Integer> COUNTS = List.of(1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128);
    private static final List<Integer> CHUNKS =
            List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 63, 64, 96, 128, 160, 192, 256, 384, 512, 768, 1024, 2048);
    private static final List<Integer> BESIDE = List.of(4, 16, 32, 56, 64, 96, 128, 192, 256);
    /** Most tokens that the other sequences hold, in full contexts. */
    private static final int OTHERS = 2;

    public ProbePlan {
        contexts = List.copyOf(contexts);
        if (slots < 1 || batchTokens < 1 || cacheTokens < 1) {
            throw new IllegalArgumentException("slots, batch_tokens and cache_tokens are " + slots + ", " + batchTokens
                    + " and " + cacheTokens + "; they must be >= 1");
        }
        if (contexts.isEmpty() || contexts.getFirst() != 0) {
            throw new IllegalArgumentException("contexts are " + contexts + "; they must start with 0");
        }
    }

    /** Contexts worth measuring when the longest sequence has so many tokens, what is computed included. */
    public static List<Integer> contextsBelow(int sequenceTokens) {
        return CONTEXTS.stream().filter(c -> c == 0 || c < sequenceTokens).toList();
    }

    /** The batches, each once, small ones first. */
    public List<Probe> probes() {
        Set<Probe> probes = new LinkedHashSet<>();
        counts().forEach(decodes -> decodesAlone(probes, decodes));
        List<Integer> chunks = CHUNKS.stream().filter(c -> c <= batchTokens).toList();
        for (int i = 0; i < chunks.size(); i++) {
            chunkAlone(probes, chunks.get(i), i);
        }
        counts().filter(decodes -> decodes == 1 || decodes % 4 == 0)
                .limit(4)
                .forEach(decodes -> together(probes, decodes));
        return probes.stream().filter(this::possible).toList();
    }

    private Stream<Integer> counts() {
        return COUNTS.stream().filter(n -> n <= Math.min(slots, batchTokens));
    }

    private void decodesAlone(Set<Probe> probes, int decodes) {
        for (int context : contexts) {
            if (context > 0) {
                probes.add(Probe.alone(decodes, context + 1, 0, 0, false));
            }
        }
        if (decodes == 1 || decodes == 3 || decodes % 4 == 0) {
            probes.add(crowded(Probe.alone(decodes, shortest() + 1, 0, 0, false)));
        }
    }

    private void chunkAlone(Set<Probe> probes, int chunk, int number) {
        for (int context : contexts) {
            if (context == 0 || context >= 512 || number % 3 == 0) {
                probes.add(Probe.alone(0, 0, chunk, context, context > 0));
            }
        }
        probes.add(Probe.alone(0, 0, chunk, 0, number % 2 == 0));
        if (number % 3 == 0) {
            probes.add(crowded(Probe.alone(0, 0, chunk, 0, true)));
        }
    }

    private void together(Set<Probe> probes, int decodes) {
        int middle = contexts.get(contexts.size() / 2);
        int number = 0;
        for (int chunk : BESIDE) {
            if (decodes + chunk <= batchTokens) {
                int before = number % 3 == 0 ? 0 : middle;
                probes.add(Probe.alone(decodes, shortest() + 1, chunk, before, number % 4 == 0));
                number++;
            }
        }
    }

    private int shortest() {
        return contexts.stream().filter(c -> c > 0).findFirst().orElse(0);
    }

    /** The same while other sequences hold as much as they may. */
    private Probe crowded(Probe p) {
        int longest = contexts.getLast();
        int room = cacheTokens - p.heldTokens() - p.tokens();
        int others = longest == 0
                ? 0
                : (int) IntStream.rangeClosed(1, OTHERS)
                        .filter(n -> (long) n * longest <= room)
                        .count();
        return new Probe(
                p.decodes(),
                p.decodeContext(),
                p.chunk(),
                p.chunkContext(),
                p.last(),
                p.heldTokens() + others * longest);
    }

    private boolean possible(Probe p) {
        return p.heldTokens() + p.tokens() <= cacheTokens
                && p.tokens() <= batchTokens
                && (p.decodes() == 0 || p.decodeContext() > 1);
    }
}
