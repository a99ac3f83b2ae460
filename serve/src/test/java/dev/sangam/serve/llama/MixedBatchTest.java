package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences that are computed together, in chunks and in any order, give what each gives alone. */
final class MixedBatchTest {
    private static final List<String> PROMPTS = List.of(
            "Once upon a time there was a little dog named Tom. He liked to play with his ball in the park.",
            "Lily was a girl who",
            "One day, a big bear came to the",
            "Tim and Sue went to the shop. They saw a red car and a blue",
            "The cat sat");
    private static final int OUTPUTS = 20;

    /** One request: its prompt, what it gave so far, and the slot it is in. */
    private static final class Stream {
        private final int slot;
        private final int[] prompt;
        private final List<Integer> expected;
        private final List<Integer> given = new ArrayList<>();
        private int outputIndex = -1;

        Stream(int slot, int[] prompt) {
            this.slot = slot;
            this.prompt = prompt;
            this.expected =
                    Arrays.stream(Stories.alone(prompt, OUTPUTS)).boxed().toList();
        }

        boolean isDone() {
            return given.size() == OUTPUTS;
        }

        int token(int position) {
            return position < prompt.length ? prompt[position] : given.get(position - prompt.length);
        }

        int length() {
            return prompt.length + given.size();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everySequenceIsWhatItIsAlone(boolean unified) {
        Stories.model(); // without it the test is skipped, before any trial is counted as failed
        Seeds.each(6, MixedBatchTest.class, random -> {
            List<Stream> streams = new ArrayList<>();
            for (int slot = 0; slot < PROMPTS.size(); slot++) {
                streams.add(new Stream(slot, Stories.tokens(PROMPTS.get(slot))));
            }
            together(streams, unified, random);
            assertThat(streams).allSatisfy(stream -> assertThat(stream.given).isEqualTo(stream.expected));
        });
    }

    private static void together(List<Stream> streams, boolean unified, RandomGenerator random) {
        int tokens = 256 * streams.size();
        ContextOptions options =
                unified ? Stories.options(tokens, 48, streams.size()) : Stories.splitKv(tokens, 48, streams.size());
        try (LlamaContext context = LlamaContext.open(Stories.model(), options)) {
            LlamaBatch batch = new LlamaBatch(48);
            while (!streams.stream().allMatch(Stream::isDone)) {
                fill(batch, context, streams, random);
                if (batch.size() == 0) {
                    continue;
                }
                assertThat(context.decode(batch)).isEqualTo(DecodeStatus.OK);
                for (Stream stream : streams) {
                    if (stream.outputIndex >= 0) {
                        stream.given.add(Stories.argmax(context.logits(stream.outputIndex)));
                    }
                }
            }
        }
    }

    private static void fill(LlamaBatch batch, LlamaContext context, List<Stream> streams, RandomGenerator random) {
        batch.clear();
        for (Stream stream : streams) {
            stream.outputIndex = -1;
            if (stream.isDone() || random.nextInt(4) == 0) {
                continue;
            }
            // Now and then some of it is thrown away and must be computed again.
            if (random.nextInt(8) == 0) {
                context.truncate(stream.slot, random.nextInt(context.lastPosition(stream.slot) + 2));
            }
            int position = context.lastPosition(stream.slot) + 1;
            int chunk = Math.min(1 + random.nextInt(16), stream.length() - position);
            for (int i = 0; i < chunk && batch.size() < batch.capacity(); i++, position++) {
                boolean last = position == stream.length() - 1;
                int index = batch.add(stream.token(position), position, stream.slot, last);
                if (last) {
                    stream.outputIndex = index;
                }
            }
        }
    }
}
