package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LlamaContextTest {
    private static final String DOG = "Once upon a time there was a little dog named Tom. He liked to";
    private static final String GIRL = "Lily was a girl who";

    private LlamaContext context;

    @BeforeEach
    void open() {
        context = LlamaContext.open(Stories.model(), Stories.options(512, 128, 4));
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    @Test
    void theModelTellsAStory() {
        String story = Stories.text(Stories.alone(Stories.tokens("Once upon a time"), 30));
        assertThat(story).startsWith(", there was a");
    }

    @Test
    void theShapeIsWhatWasAskedFor() {
        assertThat(context.contextTokens()).isEqualTo(512);
        assertThat(context.slotTokens()).isEqualTo(512);
        assertThat(context.slots()).isEqualTo(4);
        assertThat(context.prefixSharing()).isEqualTo(PrefixSharing.PARTIAL);
    }

    @Test
    void aSharedPrefixGoesOnAsIfItHadBeenComputed() {
        int[] prompt = Stories.tokens(DOG);
        int[] expected = Stories.alone(prompt, 24);
        assertThat(Stories.go(context, 0, prompt, 24)).isEqualTo(expected);

        context.share(0, 2, prompt.length - 1);
        context.clear(0);

        assertThat(context.lastPosition(2)).isEqualTo(prompt.length - 2);
        assertThat(Stories.go(context, 2, last(prompt), 24)).isEqualTo(expected);
    }

    @Test
    void aTruncatedSequenceGoesOnAsIfTheRestHadNeverBeen() {
        int[] prompt = Stories.tokens(DOG);
        int[] expected = Stories.go(context, 1, prompt, 16);

        assertThat(context.truncate(1, prompt.length - 1)).isTrue();

        assertThat(context.lastPosition(1)).isEqualTo(prompt.length - 2);
        assertThat(Stories.go(context, 1, last(prompt), 16)).isEqualTo(expected);
        assertThat(context.truncate(1, 0)).isTrue();
        assertThat(context.lastPosition(1)).isEqualTo(-1);
    }

    @Test
    void aSavedSequenceGoesOnInAnotherSlot() {
        int[] prompt = Stories.tokens(DOG);
        int[] expected = Stories.alone(prompt, 20);
        int[] first = Stories.go(context, 0, prompt, 10);
        try (SavedSequence saved = context.save(0)) {
            context.clear(0);
            Stories.go(context, 0, Stories.tokens(GIRL), 5);

            assertThat(context.restore(3, saved)).isTrue();

            assertThat(saved.tokens()).isEqualTo(prompt.length + 9);
            assertThat(saved.sizeBytes()).isPositive();
            assertThat(Stories.go(context, 3, last(first), 10)).isEqualTo(Arrays.copyOfRange(expected, 10, 20));
        }
    }

    @Test
    void aFullCacheChangesNothing() {
        int[] prompt = Stories.tokens(DOG);
        int[] expected = Stories.alone(prompt, 3);
        assertThat(Stories.go(context, 0, prompt, 1)).containsExactly(expected[0]);
        LlamaBatch batch = new LlamaBatch(128);
        int position = 0;
        while (position < 512 - prompt.length) {
            fill(batch, 1, position, Math.min(128, 512 - prompt.length - position));
            assertThat(context.decode(batch)).isEqualTo(DecodeStatus.OK);
            position += batch.size();
        }
        batch.clear();
        batch.add(5, position, 1, true);
        batch.add(expected[0], prompt.length, 0, true);

        assertThat(context.decode(batch)).isEqualTo(DecodeStatus.KV_FULL);

        assertThat(context.lastPosition(0)).isEqualTo(prompt.length - 1);
        assertThat(context.lastPosition(1)).isEqualTo(position - 1);
        assertThatIllegalArgumentException().isThrownBy(() -> context.logits(0));
        context.clear(1);
        assertThat(Stories.go(context, 0, new int[] {expected[0]}, 2)).containsExactly(expected[1], expected[2]);
    }

    @Test
    void anAbortStopsTheDecodeAndKeepsTheRest() {
        int[] prompt = Stories.tokens(DOG);
        int[] expected = Stories.alone(prompt, 6);
        int[] first = Stories.go(context, 0, prompt, 2);
        LlamaBatch batch = new LlamaBatch(128);
        fill(batch, 1, 0, 100);

        context.requestAbort();

        assertThat(context.decode(batch)).isEqualTo(DecodeStatus.ABORTED);
        assertThat(context.lastPosition(1)).isEqualTo(-1);
        assertThat(Stories.go(context, 0, last(first), 4)).isEqualTo(Arrays.copyOfRange(expected, 2, 6));
        assertThat(context.decode(batch)).isEqualTo(DecodeStatus.OK);
    }

    @Test
    void anotherThreadCanAbort() throws InterruptedException {
        LlamaBatch batch = new LlamaBatch(128);
        fill(batch, 1, 0, 128);
        Thread other = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                context.requestAbort();
                LockSupport.parkNanos(100_000);
            }
        });
        DecodeStatus status;
        do {
            context.clear(1);
            status = context.decode(batch);
        } while (status == DecodeStatus.OK);
        other.interrupt();
        other.join();
        assertThat(status).isEqualTo(DecodeStatus.ABORTED);
    }

    @Test
    void aWarmContextIsEmpty() {
        context.warmUp();
        assertThat(context.lastPosition(0)).isEqualTo(-1);
        assertThat(Stories.go(context, 0, Stories.tokens(DOG), 5)).isEqualTo(Stories.alone(Stories.tokens(DOG), 5));
        assertThatIllegalStateException().isThrownBy(context::warmUp);
    }

    @Test
    void aWrongBatchIsRefusedBeforeItIsSeen() {
        refused(batch -> {}, "0 tokens");
        refused(batch -> fill(batch, 0, 0, 129), "129 tokens; it must have 1 to 128");
        refused(batch -> batch.add(-1, 0, 0, true), "token -1");
        refused(batch -> batch.add(512, 0, 0, true), "token 512");
        refused(batch -> batch.add(5, 0, 4, true), "slot 4");
        refused(batch -> batch.add(5, 0, -1, true), "slot -1");
        refused(batch -> batch.add(5, 1, 0, true), "position 1 of slot 0 at index 0; the next one there is 0");
        refused(
                batch -> {
                    batch.add(5, 0, 0, false);
                    batch.add(5, 0, 0, true);
                },
                "position 0 of slot 0 at index 1; the next one there is 1");
        refused(
                batch -> {
                    for (int i = 0; i < 5; i++) {
                        batch.add(5, i, 0, true);
                    }
                },
                "logits of 5 tokens");
        assertThat(Stories.go(context, 0, Stories.tokens(DOG), 3)).isEqualTo(Stories.alone(Stories.tokens(DOG), 3));
    }

    @Test
    void wrongSlotsAndLengthsAreRefused() {
        Stories.go(context, 0, Stories.tokens(GIRL), 1);
        int held = Stories.tokens(GIRL).length;
        assertThatIllegalArgumentException().isThrownBy(() -> context.share(0, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> context.share(0, 4, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> context.share(0, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> context.share(0, 1, held + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> context.share(1, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> context.truncate(0, held + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> context.truncate(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> context.save(1));
        assertThatIllegalArgumentException().isThrownBy(() -> context.clear(7));
        assertThatIllegalArgumentException().isThrownBy(() -> context.logits(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> context.logits(100_000));
        try (SavedSequence saved = context.save(0)) {
            assertThatIllegalArgumentException().isThrownBy(() -> context.restore(0, saved));
        }
    }

    @Test
    void aSplitCacheSharesWholeSequencesAlone() {
        try (LlamaContext split = LlamaContext.open(Stories.model(), Stories.splitKv(1024, 128, 2))) {
            int[] prompt = Stories.tokens(DOG);
            int[] expected = Stories.alone(prompt, 8);
            int[] first = Stories.go(split, 0, prompt, 1);
            assertThat(split.slotTokens()).isEqualTo(512);
            assertThat(split.prefixSharing()).isEqualTo(PrefixSharing.WHOLE);
            assertThatIllegalArgumentException().isThrownBy(() -> split.share(0, 1, 3));

            split.share(0, 1, prompt.length);

            assertThat(Stories.go(split, 1, first, 7)).isEqualTo(Arrays.copyOfRange(expected, 1, 8));
            assertThat(Stories.go(split, 0, first, 7)).isEqualTo(Arrays.copyOfRange(expected, 1, 8));
        }
    }

    @Test
    void aSequenceThatDoesNotFitIsNotRestored() {
        int[] prompt = new int[100];
        Arrays.fill(prompt, 7);
        Stories.go(context, 0, prompt, 1);
        try (SavedSequence saved = context.save(0);
                LlamaContext small = LlamaContext.open(Stories.model(), Stories.options(256, 128, 3))) {
            assertThat(small.restore(0, saved)).isTrue();
            assertThat(small.restore(1, saved)).isTrue();

            assertThat(small.restore(2, saved)).isFalse();

            assertThat(small.lastPosition(2)).isEqualTo(-1);
            assertThat(Stories.go(small, 1, new int[] {7}, 1)).hasSize(1);
        }
    }

    @Test
    void embeddingsOfTheSameTextAreTheSameInAnyCompany() {
        try (LlamaContext embedder = LlamaContext.open(Stories.model(), Stories.embeddings(512, 128, 4))) {
            LlamaBatch batch = new LlamaBatch(128);
            add(batch, 0, Stories.tokens(DOG));
            embedder.decode(batch);
            float[] alone = embedder.embedding(0);
            embedder.clear(0);
            batch.clear();
            add(batch, 2, Stories.tokens(GIRL));
            add(batch, 1, Stories.tokens(DOG));
            embedder.decode(batch);

            assertThat(embedder.poolingType()).isEqualTo(PoolingType.MEAN);
            assertThat(alone).hasSize(Stories.model().embeddingSize());
            assertThat(embedder.embedding(1))
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(alone);
            assertThat(embedder.embedding(2)).isNotEqualTo(alone);
            assertThatIllegalArgumentException().isThrownBy(() -> embedder.embedding(3));
        }
        assertThatIllegalStateException().isThrownBy(() -> context.embedding(0));
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Stories.options(0, 128, 4)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> Stories.options(512, 3, 4)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> Stories.options(512, 512, 257)).hasMessageContaining("slots are 257");
        assertThatThrownBy(() -> ContextOptions.of(512, 128, 4, 0)).hasMessageContaining("threads are 0");
    }

    @Test
    void aClosedContextIsOfNoUse() {
        context.close();
        context.close();
        context.requestAbort();
        assertThatIllegalStateException().isThrownBy(() -> context.decode(new LlamaBatch(1)));
        assertThatIllegalStateException().isThrownBy(() -> context.clear(0));
    }

    private interface Filling {
        void into(LlamaBatch batch);
    }

    private void refused(Filling filling, String reason) {
        LlamaBatch batch = new LlamaBatch(256);
        filling.into(batch);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> context.decode(batch))
                .withMessageContaining(reason);
    }

    private static void fill(LlamaBatch batch, int slot, int position, int count) {
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.add(5 + i % 50, position + i, slot, false);
        }
    }

    private static void add(LlamaBatch batch, int slot, int[] tokens) {
        for (int i = 0; i < tokens.length; i++) {
            batch.add(tokens[i], i, slot, true);
        }
    }

    private static int[] last(int[] tokens) {
        return new int[] {tokens[tokens.length - 1]};
    }
}
