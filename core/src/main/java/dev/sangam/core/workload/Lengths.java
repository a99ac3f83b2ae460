package dev.sangam.core.workload;

import java.util.Iterator;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How long the prompts and outputs of a stream of requests are. */
public sealed interface Lengths {
    /** Lengths of request after request, drawn from the generator given; finite only for a trace taken in its order. */
    default Iterator<TokenLengths> draws(RandomGenerator random) {
        return switch (this) {
            case Independent(TokenCount prompt, TokenCount output) -> {
                var prompts = prompt.sampler(random);
                var outputs = output.sampler(random);
                yield Stream.generate(() -> new TokenLengths(prompts.getAsInt(), outputs.getAsInt()))
                        .iterator();
            }
            case Split split -> {
                var totals = split.total.sampler(random);
                yield Stream.generate(() -> split.of(totals.getAsInt())).iterator();
            }
            case Drawn(Workload pairs) ->
                Stream.generate(() -> pairs.lengths(random.nextInt(pairs.size())))
                        .iterator();
            case InOrder(Workload pairs) ->
                IntStream.range(0, pairs.size()).mapToObj(pairs::lengths).iterator();
            case Clipped(Lengths lengths, int maxTotal) -> clipped(lengths.draws(random), maxTotal);
        };
    }

    /** Prompt and output drawn independently. */
    record Independent(TokenCount prompt, TokenCount output) implements Lengths {}

    /**
     * A total, split in a fixed ratio: {@code output = ceil(total / (1 + promptPerOutput))}, the rest is prompt
     * (Vidur's synthetic uniform and Zipf lengths; Sarathi's P:D ratio).
     */
    record Split(TokenCount total, double promptPerOutput) implements Lengths {
        public Split {
            Checks.between("prompt per output", promptPerOutput, 1e-6, 1e6);
        }

        private TokenLengths of(int tokens) {
            int total = Math.max(tokens, 2);
            int output = (int) Math.clamp(Math.ceil(total / (1 + promptPerOutput)), 1, total - 1);
            return new TokenLengths(total - output, output);
        }
    }

    /** Pairs of a trace, drawn with replacement. */
    record Drawn(Workload pairs) implements Lengths {
        public Drawn {
            requireAny(pairs);
        }
    }

    /** Pairs of a trace in its own order, each once. Keeps the block hashes of its prompts. */
    record InOrder(Workload pairs) implements Lengths {
        public InOrder {
            requireAny(pairs);
        }
    }

    /** Other lengths, cut to a total as {@link TokenLengths#clippedTo}. */
    record Clipped(Lengths lengths, int maxTotal) implements Lengths {
        public Clipped {
            Checks.between("max total tokens", maxTotal, 2, TokenCount.MAX);
        }
    }

    /** The trace whose order these lengths follow, if they do. */
    default Optional<Workload> orderedSource() {
        return switch (this) {
            case Independent independent -> Optional.empty();
            case Split split -> Optional.empty();
            case Drawn drawn -> Optional.empty();
            case InOrder(Workload pairs) -> Optional.of(pairs);
            case Clipped(Lengths lengths, int maxTotal) -> lengths.orderedSource();
        };
    }

    private static Iterator<TokenLengths> clipped(Iterator<TokenLengths> draws, int maxTotal) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return draws.hasNext();
            }

            @Override
            public TokenLengths next() {
                return draws.next().clippedTo(maxTotal);
            }
        };
    }

    private static void requireAny(Workload pairs) {
        if (pairs.size() == 0) {
            throw new IllegalArgumentException("the lengths given are empty; there must be at least one pair");
        }
    }
}
