package dev.sangam.files.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Arrivals;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Lengths;
import dev.sangam.core.workload.RequestStream;
import dev.sangam.core.workload.SharedPrefix;
import dev.sangam.core.workload.TokenCount;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.core.workload.WorkloadSpec;
import dev.sangam.files.Section;
import dev.sangam.files.trace.WorkloadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadSectionTest {
    private static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(1_000, 10));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aMixSharesTheRateAmongClasses() {
        WorkloadSource source = read("""
            rate: 8
            requests: 100
            mix: {chat: 3, best-effort: 1}
            low_priority: {share: 0.25}
            lengths: {prompt: 100, output: 9}
            """);
        assertThat(spec(source).streams())
                .extracting(RequestStream::name)
                .containsExactly("all-chat", "all-best-effort");
        assertThat(spec(source).streams()).extracting(RequestStream::qos).containsExactly(CHAT, QosClass.BEST_EFFORT);
        assertThat(spec(source).streams())
                .extracting(RequestStream::arrivals)
                .containsExactly(new Arrivals.Poisson(6), new Arrivals.Poisson(2));
        assertThat(spec(source).streams()).allMatch(s -> s.importance().lowPriority() == 1);
        assertThat(spec(read("{name: sharegpt, rate: 4, mix: {chat: 1, batch: 1}}"))
                        .streams())
                .extracting(RequestStream::arrivals)
                .containsExactly(new Arrivals.Poisson(2), new Arrivals.Poisson(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rate: 1, mix: {}}|mix is empty",
                "{rate: 1, mix: {chatt: 1}}|mix.chatt is not a class; it must be one of",
                "{rate: 1, mix: {chat: 0}}|mix.chat is 0; it must be between",
                "{rate: 1, mix: {chat: }}|mix.chat has no share",
                "{rate: 1, mix: 3}|mix is 3; it must be a mapping",
                "{rate: 1, class: chat, mix: {chat: 1}}|mix is given beside class",
                "{rate: 1e-6, mix: {chat: 1, batch: 1e6}}|mix",
                "{arrivals: {process: static}, mix: {chat: 1}}|mix shares a rate",
            })
    void aMixThatMakesNoSenseIsRefused(String yaml, String message) {
        String workload = yaml.substring(0, yaml.length() - 1) + ", requests: 3, lengths: {prompt: 1, output: 1}}";
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(workload))
                .withMessageContaining(message);
    }

    @Test
    void aStreamInlineIsReadWithAllItsParts() {
        WorkloadSource source = read("""
            rate: 3
            requests: 100
            class: chat
            priority: 1
            low_priority: {share: 0.25}
            tenant: acme
            shared_prefix: {groups: 4, tokens: 64}
            lengths: {prompt: {p50: 100, p90: 300, max: 900}, output: {min: 1, max: 9}, max_total: 512}
            """);
        RequestStream stream = spec(source).streams().getFirst();
        assertThat(stream.arrivals()).isEqualTo(new Arrivals.Poisson(3));
        assertThat(stream.lengths())
                .isEqualTo(new Lengths.Clipped(
                        new Lengths.Independent(
                                new TokenCount.LogNormal(100, 300, 1, 900), new TokenCount.Uniform(1, 9)),
                        512));
        assertThat(stream.prefix()).isEqualTo(new SharedPrefix(4, 64));
        assertThat(stream.qos()).isEqualTo(CHAT);
        assertThat(stream.importance().lowPriority()).isEqualTo(2);
        assertThat(source.generate(1).size()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{process: poisson, rate: 2, gap_cap: 3}|Poisson[rate=2.0, gapCap=3.0]",
                "{process: gamma, rate: 2, cv: 3}|Gamma[rate=2.0, cv=3.0]",
                "{process: constant, rate: 2}|Constant[rate=2.0]",
                "{process: static}|AtOnce[]",
                "{process: ramp, from: 0, to: 2, duration: 1us}|Ramp[fromRate=0.0, toRate=2.0, durationNanos=1000]",
                "{process: square-wave, low: 1, high: 2, period: 1ms}"
                        + "|SquareWave[lowRate=1.0, highRate=2.0, periodNanos=1000000, highShare=0.5, phaseNanos=0]",
                "{process: modulated, states: [{rate: 0, mean_sojourn: 1s}, {rate: 2, mean_sojourn:"
                        + " 1s}]}|Modulated[states=[State[rate=0.0, meanSojournNanos=1000000000], State[rate=2.0,"
                        + " meanSojournNanos=1000000000]]]",
                "{process: curve, repeat: true, segments: [{duration: 1us, from: 1, to: 2}]}"
                        + "|Curve[segments=[Segment[durationNanos=1000, fromRate=1.0, toRate=2.0]], repeat=true]",
            })
    void everyProcessHasAWord(String yaml, String arrivals) {
        WorkloadSource source = read("requests: 1\nlengths: {prompt: 5, output: 5}\narrivals: " + yaml);
        assertThat(spec(source).streams().getFirst().arrivals()).hasToString(arrivals);
    }

    @Test
    void pathsStartAtTheFolderOfTheDeployment() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "arrived_at,num_prefill_tokens,num_decode_tokens\n1,10,2\n3,20,4\n");
        Workload w =
                read("trace: t.csv\nclass: chat\nrate_factor: 2\nmax_total: 12").generate(1);
        assertThat(w.arrival(1)).isEqualTo(1_500_000_000L);
        assertThat(w.promptTokens(1)).isEqualTo(10);
        assertThat(w.label(0)).isEqualTo(Label.of(CHAT));
    }

    @Test
    void lengthsAloneNeedArrivals() throws IOException {
        Files.writeString(folder.resolve("l.csv"), "num_prefill_tokens,num_decode_tokens\n10,2\n20,4\n30,6\n");
        fails("trace: l.csv", "trace has lengths but no arrivals; rate or arrivals must be given beside it");
        Workload inOrder = read("trace: l.csv\nrate: 5").generate(1);
        assertThat(IntStream.range(0, inOrder.size()).map(inOrder::promptTokens))
                .containsExactly(10, 20, 30);
        assertThat(inOrder.arrival(0)).isPositive();
        Workload drawn = read("rate: 5\nrequests: 50\nlengths: {file: l.csv, order: random}")
                .generate(1);
        assertThat(drawn.size()).isEqualTo(50);
    }

    @Test
    void ourOwnFileIsReplayedWithItsLabels() {
        Workload written = new WorkloadBuilder()
                .add(5, 10, 1, new Label(CHAT, 3, "acme"))
                .add(7, 20, 2, Label.DEFAULT)
                .build();
        WorkloadFile.write(folder.resolve("w.csv"), written);
        assertThat(read("trace: w.csv").generate(9)).isEqualTo(written);
        assertThat(read("trace: w.csv\nduration: 6ns").generate(9)).isEqualTo(written.limit(1));
        assertThat(read("trace: w.csv\nclass: best-effort").generate(9).classes())
                .containsExactly(QosClass.BEST_EFFORT);
    }

    @Test
    void streamsHaveRatesAndEndsOfTheirOwn() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "arrived_at,num_prefill_tokens,num_decode_tokens\n1,10,2\n3,20,4\n");
        Workload w = read("""
            duration: 100s
            streams:
              - {name: log, trace: t.csv, rate_factor: 0.5, class: chat}
              - {rate: 10, requests: 30, lengths: {prompt: 5, output: 5}}
              - {name: nightly, requests: 3, arrivals: {process: static}, lengths: {prompt: 7, output: 5}}
            """).generate(1);
        assertThat(w.size()).isEqualTo(35);
        assertThat(IntStream.range(0, 3).map(w::promptTokens)).containsOnly(7);
        assertThat(IntStream.range(0, 35).filter(i -> w.qos(i).equals(CHAT)).mapToLong(w::arrival))
                .containsExactly(2_000_000_000L, 6_000_000_000L);
    }

    @Test
    void builtInWorkloadsTakeOverrides() {
        WorkloadSpec spec = spec(read("name: azure-conv\nrate: 3\nrequests: 7\nclass: chat"));
        assertThat(spec.streams().getFirst().arrivals()).isEqualTo(new Arrivals.Poisson(3));
        assertThat(spec.streams().getFirst().qos()).isEqualTo(CHAT);
        assertThat(spec.generate(1).size()).isEqualTo(7);
        assertThat(read("name: azure-conv\nrequests: 5000").generate(1).size()).isEqualTo(5_000);
        assertThat(read("name: azure-conv\nduration: 1h").generate(1).size()).isBetween(6_700, 7_700);
        assertThat(spec(read("name: mixed-hour")).streams().getFirst().qos()).isEqualTo(CHAT);
        fails("name: mixed-hour\nrate: 3", "rate is given, but mixed-hour has several streams. Maybe use rate_factor?");
        fails("name: azure", "name is 'azure'; it must be one of [sharegpt, azure-conv");
    }

    @Test
    void theMixedHourIsAnHourOfFourClassesAndSomeFourRequestsASecond() {
        Workload w = read("name: mixed-hour").generate(1);
        assertThat(w.lastArrival()).isBetween(3_580_000_000_000L, 3_600_000_000_000L);
        assertThat(w.size() / 3_600.0).isBetween(3.0, 6.0);
        assertThat(w.classes().stream().map(QosClass::name))
                .containsExactlyInAnyOrder("chat", "code", "agent", "batch");
        assertThat(w.hasPromptBlocks()).isTrue();
    }

    @Test
    void everyBuiltInWorkloadHasOneLineAndRequests() {
        assertThat(BuiltInWorkloads.names())
                .containsExactly(
                        "sharegpt", "azure-conv", "azure-code", "arxiv", "mooncake-conversation", "mixed-hour");
        for (BuiltInWorkloads.BuiltIn each : BuiltInWorkloads.all()) {
            assertThat(each.description()).isNotBlank().hasLineCount(1);
            assertThat(each.spec().generate(1).size()).isGreaterThanOrEqualTo(1_000);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate: 1|name is missing; a workload must have one of name (of a built-in workload), trace, lengths"
                        + " and streams",
                "{name: arxiv, trace: x}|trace is given beside name",
                "{lengths: {prompt: 5, output: 5}, rate: 1}|stream all never ends; requests or duration must be given",
                "{lengths: {prompt: 5, output: 5}, requests: 1}|rate or arrivals must be given, and not both",
                "{lengths: {prompt: 0, output: 5}, requests: 1, rate: 1}|lengths.prompt is 0; it must be between 1 and",
                "{lengths: {prompt: 5}, requests: 1, rate: 1}|lengths.output is missing",
                "{lengths: {prompt: {p50: 9}, output: 5}, requests: 1, rate: 1}|lengths.prompt.p90 is missing",
                "{lengths: {prompt: {p50: 9, p90: 3}, output: 5}, requests: 1, rate: 1}|lengths.prompt: p90 is 3; it"
                        + " must be between 9 and",
                "{lengths: {prompt: {min: 9, max: 3}, output: 5}, requests: 1, rate: 1}|max tokens is 3",
                "{lengths: {prompt: 5, output: 5}, requests: 1, rate: -1}|rate is -1; it must be between",
                "{lengths: {prompt: 5, output: 5}, requests: 1, rate: 1, class: vip}|class is 'vip'; it must be one of"
                        + " [interactive, chat, code, agent, batch, best-effort]",
                "{lengths: {prompt: 5, output: 5}, requests: 1, arrivals: {process: weibull}}|arrivals.process is"
                        + " 'weibull'; it must be one of [poisson",
                "{lengths: {prompt: 5, output: 5}, requests: 1, arrivals: {process: gamma, rate: 1}}|arrivals.cv is"
                        + " missing",
                "{lengths: {prompt: 5, output: 5}, requests: 1, rate: 1, colour: red}|colour is not a key known here",
                "{streams: [], requests: 1}|streams are empty",
                "{trace: none.csv}|none.csv: cannot be read (no such file)",
            })
    void whatIsWrongIsNamed(String yaml, String problem) {
        fails(yaml, problem);
    }

    private void fails(String yaml, String message) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(yaml))
                .withMessageContaining(message);
    }

    private WorkloadSource read(String yaml) {
        Section section = Section.parse("deployment.yaml", yaml);
        WorkloadSource source = WorkloadSection.read(section, folder, Map.of("chat", CHAT));
        section.done();
        return source;
    }

    private static WorkloadSpec spec(WorkloadSource source) {
        return ((WorkloadSource.Generated) source).spec();
    }
}
