package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.measure.figures.PrefillFit;
import dev.sangam.measure.figures.PrefillProfile;
import dev.sangam.measure.figures.PrefillProfileFile;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.load.LoadPlan;
import dev.sangam.measure.load.LoadShape;
import dev.sangam.measure.report.PrefillText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam bench profile-prefill}: how long an idle endpoint takes to the first token, by the length of the prompt. */
@Command(
        name = "profile-prefill",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the time to the first token of an idle endpoint over prompt lengths, one request at a time, and fits",
            "a + b n + c n^2. With --prefill-profile, TTFT deadlines then grow with the prompt."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  sangam bench profile-prefill http://127.0.0.1:8080",
            "  sangam bench http://127.0.0.1:8080 --rate 2 --prefill-profile runs/prefill/profile.json",
            "",
            "Let nobody else use the endpoint meanwhile. Every prompt is new, so that no cache knows it.",
            "Exit codes: 0 done, 2 bad input."
        })
final class BenchProfileCommand implements Callable<Integer> {
    private static final String PROFILE = "profile.json";
    private static final int LONGEST = 4096;
    private static final int SHORTEST = 32;
    /** First requests find cold caches, and connections that are not yet open. */
    private static final int WARMUP_REQUESTS = 2;

    @Parameters(index = "0", paramLabel = "URL", description = "The endpoint.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String url;

    @Option(
            names = "--lengths",
            paramLabel = "N,N,...",
            description = "Prompt tokens (default: 32, 64, ... to the model's context, at most 4096).")
    private @Nullable String lengths;

    @Option(names = "--repeats", paramLabel = "N", description = "Requests of each length (default: 5).")
    private String repeats = "5";

    @ArgGroup(validate = false, heading = "%nEndpoint:%n")
    private BenchEndpointFlags endpoint = new BenchEndpointFlags();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of profile.json and of the record (default: runs/prefill).")
    private Path out = Path.of("runs", "prefill");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        endpoint.client();
        int each = FlagValues.whole("--repeats", repeats, 1, 1000);
        checked(OptionalInt.empty());
        BenchContentFlags content = new BenchContentFlags();
        try (OutputFolder output = OutputFolder.open(out, PROFILE, List.of());
                BenchSession session = BenchSession.open(endpoint.endpoints(List.of(url)), endpoint.model());
                BenchRunner runner = new BenchRunner(
                        session,
                        content,
                        endpoint,
                        SloSettings.AS_RECORDED,
                        spec.commandLine().getErr(),
                        Optional.empty())) {
            List<Integer> tokens = checked(session.contextTokens());
            runner.run(step(tokens.subList(0, Math.min(WARMUP_REQUESTS, tokens.size())), 1), 1, out);
            BenchResult result = runner.run(step(tokens, each), 1, out);
            PrefillProfile profile = PrefillFit.of(result.run());
            output.file(PROFILE).write(PrefillProfileFile.text(profile).getBytes(StandardCharsets.UTF_8));
            output.commit();
            PrintWriter text = spec.commandLine().getOut();
            text.print(PrefillText.of(profile, Terminal.style()));
            text.println("results       " + out.resolve(PROFILE));
            text.flush();
        }
        return 0;
    }

    private List<Integer> checked(OptionalInt contextTokens) {
        int most = contextTokens.orElse(Integer.MAX_VALUE) - 1;
        List<Integer> result = new ArrayList<>();
        if (lengths == null) {
            for (int n = SHORTEST; n <= Math.min(LONGEST, most); n *= 2) {
                result.add(n);
            }
            if (most < LONGEST && result.getLast() < most - SHORTEST) {
                result.add(most - SHORTEST);
            }
            return result;
        }
        for (String text : FlagValues.list("--lengths", lengths)) {
            result.add(FlagValues.whole("--lengths", text, 1, 10_000_000));
            if (result.getLast() > most) {
                throw new InputException(
                        "--lengths has " + text + ", but the model's context is " + (most + 1) + " tokens");
            }
        }
        return result;
    }

    /** One user who asks for one token at a time, the lengths in random order. */
    private static BenchStep step(List<Integer> tokens, int each) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            order.addAll(tokens);
        }
        Collections.shuffle(order, new Random(1));
        WorkloadBuilder requests = new WorkloadBuilder();
        order.forEach(n -> requests.add(0, n, 1, Label.DEFAULT));
        Workload workload = requests.build();
        return new BenchStep(
                "profile",
                "closed loop, 1 user, one token at a time",
                1,
                LoadPlan.of(workload),
                new LoadShape.Closed(1, 0, LoadShape.Closed.UNTIL_DONE),
                0,
                false);
    }
}
