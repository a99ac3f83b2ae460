package dev.sangam.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.profile.report.ProfileText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Profiles that others published, in their formats: one interface, and points that were held out predicted. */
class PublishedProfilesTest {
    @ParameterizedTest
    @CsvSource({
        "vllm-measured/rtx4090-llama-3.1-8b/profile, llama-3.1-8b, 1",
        "vidur-reference/profiles/compute/a100/meta-llama/Llama-2-70b-hf, llama-2-70b, 2",
        "vidur-reference/profiles/compute/a100/meta-llama/Llama-2-7b-hf/attention_a800_frontier.csv, llama-2-7b, 1",
        "vidur-reference/profiles/compute/a30/Qwen/Qwen-2-7B, qwen2-7b, 1"
    })
    void giveTheSimulatorOneInterfaceAndAMedianErrorOfAtMostFivePercent(String path, String modelName, int tensor) {
        Profile profile = Profile.open(data(path));
        ModelSpec model = ModelCatalogue.resolve(modelName, Path.of(""));
        profile.require(model);
        assertThat(profile.degrees()).contains(tensor);
        List<OperatorFit> fits = profile.operators(tensor);
        double median = OperatorFit.medianHeldOut(fits);
        System.out.printf(
                Locale.ROOT, "%s, TP %d: median MAPE on held-out points %.2f %%%n", path, tensor, 100 * median);
        fits.forEach(fit -> System.out.printf(
                Locale.ROOT,
                "    %-24s %6d points, MAPE on held-out ones %.2f %%%n",
                fit.name(),
                fit.points().size(),
                100 * fit.heldOutErrors().mean()));
        assertThat(median).isLessThan(ProfileText.GOOD_ERROR);
        if (tensor == 1) {
            checkTimes(profile.batchTime(
                    new ProfileUse(model, Parallelism.NONE, Collectives.ONE_GPU, CudaGraphs.vllm(128, 2048), 16)));
        }
    }

    private static void checkTimes(BatchTimeModel times) {
        BatchShape decode = new BatchShape();
        decode.addDecode(500);
        BatchShape prefill = new BatchShape();
        prefill.addPrefill(0, 2048);
        assertThat(times.nanos(decode, 1)).isBetween(2e6, 1e8);
        assertThat(times.nanos(prefill, 1)).isBetween(2 * times.nanos(decode, 1), 2e9);
    }

    @Test
    void namesOfVidursFoldersAreTakenFromTheirPlace() {
        Profile profile = Profile.open(data("vidur-reference/profiles/compute/a30/Qwen/Qwen-2-7B"));
        assertThat(profile.model()).contains("Qwen-2-7B");
        assertThat(profile.hardware()).contains("a30");
        assertThat(profile.notes()).isEmpty();
        assertThatThrownBy(() -> profile.require(ModelCatalogue.resolve("llama-2-7b", Path.of(""))))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("it was measured with hidden 3584, heads 28", "has hidden 4096, heads 32");
    }

    private static Path data(String path) {
        Path found =
                Path.of(System.getProperty("sangam.data", "../shared/data")).resolve(path);
        Assumptions.assumeTrue(Files.exists(found), () -> "no profile at " + found);
        return found;
    }
}
