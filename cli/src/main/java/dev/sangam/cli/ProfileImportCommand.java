package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.files.output.Figures;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.profile.OperatorFit;
import dev.sangam.sim.profile.Profile;
import dev.sangam.sim.profile.ProfileLibrary;
import dev.sangam.sim.profile.StoredProfile;
import dev.sangam.sim.profile.report.ProfileText;
import dev.sangam.sim.profile.report.ProfileView;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam profile import}: checks a profile, fits it, and keeps it under a name. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks measured operator times, fits them, says how well points are predicted that the fit was not shown, and",
            "keeps them under a name, for 'simulate --profile NAME' and 'batch_time: {source: profile, name: NAME}'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam profile import out/                                  what python -m profiler wrote",
            "  sangam profile import perf/H100/llama-3.1-8b/bf16           LLMServingSim's",
            "  sangam profile import compute/a100/meta-llama/Llama-2-7b-hf --network network/a100_dgx    Vidur's",
            "",
            "Exit codes: 0 done, 2 bad input."
        })
final class ProfileImportCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The profile's folder; of Vidur's an attention file, too.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Option(names = "--name", paramLabel = "NAME", description = "Its name (default: by its model and accelerator).")
    private @Nullable String name;

    @Option(names = "--replace", description = "Replace the one that has this name.")
    private boolean replace;

    @Mixin
    private ProfileFlags flags = new ProfileFlags();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Profile profile = flags.open(folder);
        Optional<String> model =
                Optional.ofNullable(flags.model()).map(ModelSpec::name).or(profile::model);
        Optional<String> hardware =
                Optional.ofNullable(flags.hardware()).map(HardwareSpec::name).or(profile::hardware);
        String stored = name == null ? defaultName(model, hardware) : name;
        ProfileLibrary library = ProfileLibrary.ofUser();
        ProfileLibrary.requireName(stored, "--name");
        if (library.has(stored) && !replace) {
            throw new InputException("--name: there is a profile " + stored + " already, in " + library.path(stored)
                    + ". Maybe --replace, or --name of another");
        }
        List<ProfileView> views = new ArrayList<>();
        List<Integer> degrees = profile.degrees();
        try (Progress progress = new Progress("fit", degrees.size())) {
            for (int degree : degrees) {
                views.add(ProfileView.of(profile, degree, flags.model(), flags.hardware()));
                progress.step();
            }
        }
        List<OperatorFit> all =
                views.stream().flatMap(view -> view.operators().stream()).toList();
        double median = OperatorFit.medianHeldOut(all);
        Path place = library.store(
                stored,
                profile,
                new StoredProfile(
                        model,
                        hardware,
                        folder.toAbsolutePath().normalize().toString(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        100 * median));
        out.println(profile.path() + ": " + profile.format() + ", "
                + model.map(text -> text + ", ").orElse("") + profile.shape());
        for (ProfileView view : views) {
            out.println("TP " + view.tensorParallel() + ", roofline: " + view.rooflineOf());
            ProfileText.operators(view, Terminal.style()).forEach(out::println);
        }
        profile.notes().forEach(note -> out.println("note      " + note));
        poor(all).ifPresent(names -> out.println("note      above 5 % on held-out points: " + names));
        out.println("held out  median over the operators " + Figures.share(median)
                + (median > ProfileText.GOOD_ERROR ? ", which is more than 5 %: it needs more points" : ""));
        out.println("kept as   " + stored + ", in " + place);
        out.println("use       sangam simulate --profile " + stored + " --model "
                + model.flatMap(ModelCatalogue::named).map(ModelSpec::name).orElse("CONFIG.json")
                + (degrees.contains(1) ? "" : " --set tensor_parallel=" + degrees.getFirst()));
        out.flush();
        return 0;
    }

    private static Optional<String> poor(List<OperatorFit> fits) {
        return fits.stream()
                .filter(fit -> fit.heldOutErrors().mean() > ProfileText.GOOD_ERROR)
                .map(OperatorFit::name)
                .distinct()
                .reduce((a, b) -> a + ", " + b);
    }

    /** The model without its organisation, and the accelerator. */
    private static String defaultName(Optional<String> model, Optional<String> hardware) {
        String whole = model.orElse("model");
        return ProfileLibrary.nameOf(whole.substring(whole.lastIndexOf('/') + 1) + "-" + hardware.orElse("unknown"));
    }
}
