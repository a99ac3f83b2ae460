package dev.sangam.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.model.Interconnect;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code python -m profiler} writes, read. */
class OwnProfileTest {
    private static final Interconnect LINK = new Interconnect(1e9, 1000);

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        SampleProfile.copy(folder);
    }

    @Test
    void everyOperatorIsFittedAndJudgedByPointsThatWereHeldOut() {
        Profile profile = Profile.open(folder);
        assertThat(profile.format()).isEqualTo("Sangam's profiler");
        assertThat(profile.degrees()).containsExactly(1, 2);
        for (int degree : profile.degrees()) {
            List<OperatorFit> fits = profile.operators(degree);
            assertThat(fits)
                    .extracting(OperatorFit::name)
                    .contains("qkv_proj", "lm_head", "attention_decode", "attention_prefill", "attention_mixed");
            assertThat(fits).allSatisfy(fit -> {
                assertThat(fit.heldOut()).as(fit.name()).isNotEmpty();
                assertThat(fit.heldOut())
                        .allSatisfy(held -> assertThat(fit.points()).doesNotContain(held.point()));
                assertThat(fit.fitErrors().mean()).as(fit.name()).isZero();
            });
        }
    }

    @Test
    void givesTheSimulatorTimesThatGrowWithTheBatch() {
        BatchTimeModel times = Profile.open(folder).batchTime(use(1));
        double one = times.nanos(decodes(1), 1);
        assertThat(one).isPositive();
        assertThat(times.nanos(decodes(8), 1)).isGreaterThan(one);
        BatchShape prefill = new BatchShape();
        prefill.addPrefill(0, 256);
        assertThat(times.nanos(prefill, 1)).isGreaterThan(times.nanos(decodes(8), 1));
    }

    @Test
    void measuredCollectivesTakeThePlaceOfTheLinksFigures() throws IOException {
        double fromLink = Profile.open(folder).batchTime(use(2)).nanos(decodes(1), 1);
        StringBuilder csv = new StringBuilder("collective,gpus,bytes,time_us,error_us,samples\n");
        for (String collective : List.of("all_reduce", "all_gather")) {
            for (int bytes : new int[] {64, 1 << 20}) {
                csv.append(collective + ",2," + bytes + ",100,1,9\n");
            }
        }
        Files.writeString(folder.resolve("collectives.csv"), csv);
        double measured = Profile.open(folder).batchTime(use(2)).nanos(decodes(1), 1);
        // Two layers with two all-reduces, one of the embedding, a gather of the logits: six times 100 us. From the
        // link
        // they took 1 us and their bytes over 1 GB/s: 128 of a token, and half of 1,024 for the logits.
        assertThat(measured - fromLink).isCloseTo(1e3 * (6 * 100 - 6 - 5 * 0.128 - 0.512), offset(1e-3));
    }

    @Test
    void aProfileOfAnotherModelIsRefusedWithBothShapes() {
        ModelSpec other = new ProfileShape(64, 8, 2, 8, 128, 0, 512).model("other");
        assertFails(
                () -> Profile.open(folder).require(other),
                "is of another model: it was measured with hidden 64, heads 4, KV heads 2, head width 16, MLP width 128,"
                        + " vocabulary 512, but other has hidden 64, heads 8, KV heads 2, head width 8, MLP width 128");
    }

    @Test
    void onAGpuTheNumberFormatOfTheWeightsMustBeTheMeasuredOne() throws IOException {
        change("meta.yaml", "device: \"cpu\"", "device: \"cuda\"");
        change("meta.yaml", "variant: \"fp32\"", "variant: \"fp8\"");
        assertFails(
                () -> Profile.open(folder).require(tiny()),
                "variant is FP8 in this profile; the weights of tiny are BF16. Maybe model: {name: tiny, weight_dtype: fp8}");
    }

    @Test
    void aRunThatWasCutOffIsNamed() throws IOException {
        change("meta.yaml", "complete: true", "complete: false");
        change("meta.yaml", "stopped_by: \"error\"", "stopped_by: \"time\"");
        assertThat(Profile.open(folder).notes())
                .anySatisfy(note -> assertThat(note).contains("was ended by 'time'", "goes on with it"))
                .anySatisfy(note -> assertThat(note).contains("no GPU's times"));
        for (Path file : List.of(Path.of("tp2/dense.csv"), Path.of("tp2/attention.csv"))) {
            Files.delete(folder.resolve(file));
        }
        assertFails(() -> Profile.open(folder).operators(2), "dense.csv: cannot be read (no such file)");
        Files.delete(folder.resolve("meta.yaml"));
        Files.writeString(folder.resolve("journal.jsonl"), "{}");
        assertFails(
                () -> Profile.open(folder),
                "is an interrupted run of the profiler that has not got through its coarse grid");
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() throws IOException {
        Files.writeString(
                folder.resolve("collectives.csv"),
                "collective,gpus,bytes,time_us\nall_reduce,2,64,9\nbroadcast,2,64,9\n");
        assertFails(() -> Profile.open(folder).batchTime(use(2)), "collectives.csv:3: collective is 'broadcast'");
        Files.writeString(folder.resolve("collectives.csv"), "collective,gpus,bytes,time_us\nall_reduce,1,64,9\n");
        assertFails(() -> Profile.open(folder).batchTime(use(2)), "collectives.csv:2: gpus is '1'; it must be a whole");
        Files.writeString(
                folder.resolve("tp1/held_out.csv"),
                "layer,count,prefill_chunk,kv_prefill,n_decode,kv_decode,time_us,predicted_us\nqkv_proj,4,,,,,-3,9\n");
        assertFails(() -> Profile.open(folder).operators(1), "held_out.csv:2: time_us is '-3'");
        change("tp2/dense.csv", "o_proj", "oproj");
        assertFails(() -> Profile.open(folder).operators(2), "dense.csv:", "layer is 'oproj'; it must be one of");
        assertFails(() -> Profile.open(folder).operators(4), "tensor_parallel is 4; it must be one of [1, 2]");
        assertFails(() -> Profile.open(folder.resolve("tp1")), "it has neither meta.yaml");
        assertFails(() -> Profile.open(folder.resolve("none")), "does not exist");
    }

    private void change(String file, String from, String to) throws IOException {
        Path path = folder.resolve(file);
        Files.writeString(path, Files.readString(path).replace(from, to));
    }

    private static void assertFails(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContainingAll(parts);
    }

    private static ModelSpec tiny() {
        ModelSpec one = new ProfileShape(64, 4, 2, 16, 128, 0, 512).model("tiny");
        return new ModelSpec(
                "tiny",
                one.family(),
                2,
                one.hidden(),
                one.attention(),
                one.feedForward(),
                one.vocabulary(),
                2048,
                false,
                one.weightDtype(),
                one.kvDtype());
    }

    private static ProfileUse use(int tensorParallel) {
        return new ProfileUse(
                tiny(),
                new Parallelism(tensorParallel, 1),
                new Collectives(tensorParallel, LINK, LINK),
                CudaGraphs.NONE,
                16);
    }

    private static BatchShape decodes(int count) {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < count; i++) {
            shape.addDecode(100);
        }
        return shape;
    }
}
