package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.output.OutputFile;
import dev.sangam.sim.profile.OperatorFit;
import dev.sangam.sim.profile.Profile;
import dev.sangam.sim.profile.report.ProfileJson;
import dev.sangam.sim.profile.report.ProfilePage;
import dev.sangam.sim.profile.report.ProfileText;
import dev.sangam.sim.profile.report.ProfileView;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam profile show}: measured points, fitted curves, roofline. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows measured points against the fitted curves and the roofline, per operator, with residuals.")
final class ProfileShowCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME|DIR", description = "An imported profile's name, or a folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String profile;

    @Option(
            names = "--operator",
            paramLabel = "NAME,...",
            split = ",",
            description = "These operators alone, and their points.")
    private List<String> operators = new ArrayList<>();

    @Option(names = "--tp", paramLabel = "N", description = "Degree of tensor parallelism (default: the smallest).")
    private @Nullable Integer tensorParallel;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with plots.")
    private @Nullable Path html;

    @Option(names = "--json", description = "Print JSON in place of the tables.")
    private boolean json;

    @Mixin
    private ProfileFlags flags = new ProfileFlags();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        Profile opened = flags.open(ProfileFlags.path(profile));
        ProfileView all = ProfileView.of(opened, degree(opened.degrees()), flags.model(), flags.hardware());
        ProfileView view = operators.isEmpty() ? all : all.only(operators);
        PrintWriter out = spec.commandLine().getOut();
        if (html != null) {
            OutputFile page = OutputFile.beside(html);
            page.write(ProfilePage.of(view).getBytes(StandardCharsets.UTF_8));
            page.commit();
        }
        if (json) {
            out.print(ProfileJson.of(view));
        } else {
            print(view, out);
        }
        out.flush();
        return 0;
    }

    private void print(ProfileView view, PrintWriter out) {
        out.println(view.title());
        out.println(view.profile().format() + ", roofline: " + view.rooflineOf());
        ProfileText.operators(view, Terminal.style()).forEach(out::println);
        if (!operators.isEmpty()) {
            for (OperatorFit fit : view.operators()) {
                out.println();
                ProfileText.points(view, fit, Terminal.style()).forEach(out::println);
            }
        }
        view.profile().notes().forEach(note -> out.println("note      " + note));
        if (html != null) {
            out.println("page      " + html);
        }
    }

    private int degree(List<Integer> degrees) {
        if (tensorParallel == null) {
            return degrees.getFirst();
        }
        if (!degrees.contains(tensorParallel)) {
            throw new InputException(
                    "--tp is " + tensorParallel + "; it must be one of " + degrees + ", which were measured");
        }
        return tensorParallel;
    }
}
