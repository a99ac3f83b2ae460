package dev.sangam.sim.profile.report;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.Roofline;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.files.NearNames;
import dev.sangam.sim.hardware.HardwareCatalogue;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.profile.OperatorFit;
import dev.sangam.sim.profile.Profile;
import dev.sangam.sim.profile.ProfileShape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A profile at one degree of tensor parallelism, fitted, with a roofline beside it where model and accelerator are known.
 *
 * @param profile the profile
 * @param tensorParallel the degree
 * @param operators its operators
 * @param roofline {@code null} where there is none
 * @param rooflineOf what the roofline is of, or why there is none
 */
public record ProfileView(
        Profile profile,
        int tensorParallel,
        List<OperatorFit> operators,
        @Nullable Roofline roofline,
        String rooflineOf) {

    /**
     * Reads and fits.
     *
     * @param model the model to compare with; {@code null} for the profile's own, by its name in the catalogue or its shape
     * @param hardware the accelerator to compare with; {@code null} for the profile's own, if the catalogue has it
     */
    public static ProfileView of(
            Profile profile, int tensorParallel, @Nullable ModelSpec model, @Nullable HardwareSpec hardware) {
        List<OperatorFit> operators = profile.operators(tensorParallel);
        HardwareSpec on = hardware == null ? accelerator(profile).orElse(null) : hardware;
        ModelSpec of = model == null ? ownModel(profile).orElse(null) : model;
        if (on == null || of == null) {
            String missing = on == null
                    ? profile.hardware()
                                    .map(name -> "hardware '" + name + "' is not in the catalogue")
                                    .orElse("the profile does not name its hardware")
                            + ". Maybe --hardware NAME"
                    : "the profile does not name its model. Maybe --model NAME";
            return new ProfileView(profile, tensorParallel, operators, null, "none: " + missing);
        }
        Roofline roofline = new Roofline(of, on, new Parallelism(tensorParallel, 1));
        return new ProfileView(profile, tensorParallel, operators, roofline, of.name() + " on " + on.name());
    }

    /** The accelerator that a profile was measured on, as the catalogue has it. */
    public static Optional<HardwareSpec> accelerator(Profile profile) {
        return profile.hardware().flatMap(HardwareCatalogue::named);
    }

    /** The model of a profile's name where it has the profile's shape, else one of that shape. */
    private static Optional<ModelSpec> ownModel(Profile profile) {
        ProfileShape shape = profile.shape();
        Optional<ModelSpec> named =
                profile.model().flatMap(ModelCatalogue::named).filter(known -> shape.fits(ProfileShape.of(known)));
        return named.or(() -> shape.complete()
                ? Optional.of(shape.model(profile.model().orElse("the measured shape")))
                : Optional.empty());
    }

    /** Microseconds of the roofline at a point; not a number where there is none. */
    double rooflineMicros(OperatorFit fit, int... at) {
        return roofline == null ? Double.NaN : fit.floor().nanos(roofline, at) / 1e3;
    }

    /** This view of some of its operators. */
    public ProfileView only(List<String> names) {
        List<String> known = operators.stream().map(OperatorFit::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new InputException(
                        "--operator is '" + name + "'; the profile has " + known + "." + NearNames.advice(name, known));
            }
        }
        return new ProfileView(
                profile,
                tensorParallel,
                operators.stream().filter(fit -> names.contains(fit.name())).toList(),
                roofline,
                rooflineOf);
    }

    /** What is shown, in a line. */
    public String title() {
        return "Profile of " + profile.model().orElse("a model with " + profile.shape())
                + profile.hardware().map(name -> " on " + name).orElse("")
                + (tensorParallel == 1 ? "" : ", TP " + tensorParallel);
    }
}
