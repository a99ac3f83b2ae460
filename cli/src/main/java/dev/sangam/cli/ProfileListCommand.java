package dev.sangam.cli;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextTable;
import dev.sangam.sim.profile.ProfileLibrary;
import dev.sangam.sim.profile.StoredProfile;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sangam profile list}: the imported ones. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the imported profiles.")
final class ProfileListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ProfileLibrary library = ProfileLibrary.ofUser();
        List<String> names = library.names();
        if (names.isEmpty()) {
            out.println("No profile has been imported. Maybe sangam profile import DIR");
            return 0;
        }
        TextTable table = new TextTable(3, List.of("name", "model", "hardware", "held-out median", "imported"));
        for (String name : names) {
            StoredProfile stored = StoredProfile.beside(library.path(name)).orElseThrow();
            table.add(List.of(
                    name,
                    stored.model().orElse(Figures.NONE),
                    stored.hardware().orElse(Figures.NONE),
                    Figures.share(stored.heldOutPercent() / 100),
                    stored.imported()));
        }
        table.lines((row, column, text) -> row == 0 ? Terminal.style().bold(text) : text)
                .forEach(out::println);
        out.println("in " + library.folder());
        return 0;
    }
}
