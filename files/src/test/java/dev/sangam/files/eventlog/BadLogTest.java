package dev.sangam.files.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line that is not as it must be is an error that names it. */
class BadLogTest {
    private static final String HEADER = Logs.header(1, 100).line() + "\n";

    /** Three requests; the second is cancelled while it waits, the third is emitted a token and not at its end. */
    private static final String GOOD = """
            {"e":"arrived","t":5,"id":7,"arrival":5,"prompt":20,"max":9,"class":"chat","blocks":"AAAAAAAAAAE"}
            {"e":"arrived","t":6,"id":8,"arrival":6,"prompt":30,"max":9,"class":"best-effort","priority":2,"tenant":"x"}
            {"e":"cancelled","t":7,"id":8}
            {"e":"step","t":9,"ns":4,"back":2,"prefill":[[7,0,20,1]],"kv":2,"running":1}
            {"e":"arrived","t":9,"id":9,"arrival":8,"prompt":1,"max":9,"class":"own","slo":{"ttlt_ns":50}}
            {"e":"step","t":12,"ns":2,"prefill":[[9,0,1,1]],"decodes":1,"kv":3}
            {"e":"finished","t":12,"id":7,"reason":"stop","tokens":2}
            """;

    @TempDir
    private Path folder;

    private RecordedRun read(String text) {
        try {
            Path file = Files.writeString(folder.resolve("log.jsonl"), text, StandardCharsets.ISO_8859_1);
            RecordedRun run = RecordedRun.read(List.of(file));
            run.metrics(run.workload(), BatchShape::tokens);
            return run;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void refuses(String text, String problem) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("log.jsonl")
                .withMessageContaining(problem);
    }

    @Test
    void aGoodLogIsRead() {
        RecordedRun run = read(HEADER + GOOD);

        assertThat(run.remarks()).isEmpty();
        assertThat(run.workload().size()).isEqualTo(3);
        assertThat(Stream.of(0, 1, 2).map(run.workload()::outputTokens))
                .as("what was emitted, and at least one token")
                .containsExactly(2, 1, 1);
        assertThat(run.workload().label(0)).isEqualTo(Label.of(Logs.CHAT));
        assertThat(run.workload().promptBlocks(0).at(0)).isEqualTo(1);
        assertThat(run.workload().label(1)).isEqualTo(new Label(QosClass.BEST_EFFORT, 2, "x"));
        assertThat(run.workload().qos(2)).isEqualTo(new QosClass("own", new Slo.NonInteractive(50)));
        assertThat(run.workload().arrival(2)).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "t\":6,\"id|t\":4,\"id|:3: t is 4; it must be >= 5",
                "\"id\":8,\"arrival|\"id\":7,\"arrival|:3: id is 7, which another request has",
                "\"prompt\":30|\"prompt\":0|:3: prompt is 0; it must be a whole number between 1",
                "\"prompt\":30,||:3: prompt is missing",
                "\"prompt\":30|\"prompt\":30,\"prompt\":30|:3: is not valid JSON",
                "\"prompt\":30|\"prompt\":30,\"promt\":30|:3: promt is not a key known here",
                "best-effort|worst-effort|:3: class is \"worst-effort\"; it must be one of [best-effort, chat]",
                "AAAAAAAAAAE|AAAAAAAAAA|:2: blocks is",
                "AAAAAAAAAAE|?|:2: blocks is",
                "\"x\"|\" \"|:3: tenant is",
                "\"t\":7,\"id\":8|\"t\":7,\"id\":9|:4: id is 9, but no such request is alive",
                "\"cancelled\",\"t\":7,\"id\":8|\"relegated\",\"t\":7,\"ids\":[9]|:4: id is 9, but no such request is alive",
                "[[7,0,20,1]]|[[7,0,20,2]]|:5: prefill",
                "[[7,0,20,1]]|[[7,0,20]]|:5: prefill",
                "[[7,0,20,1]]|[7,0,20,1]|:5: prefill",
                "[[7,0,20,1]]|[[4,0,20,1]]|:5: id is 4, but no such",
                "\"ns\":4|\"ns\":10|:5: ns is 10; it must be a whole number between 0 and 9",
                "\"decodes\":1|\"decodes\":2|:7: decodes is 2; it must be 1",
                "\"decodes\":1|\"decodes\":1,\"out\":[5]|:7: out has 5",
                "\"reason\":\"stop\"|\"reason\":\"why\"|:8: reason is \"why\"",
                "\"tokens\":2|\"tokens\":3|:8: tokens is 3, but steps emitted 2",
                "finished|ended|:8: e is \"ended\"",
                "{\"ttlt_ns\":50}|{\"ttlt_ns\":0}|:6: ttlt_ns is 0",
                "{\"ttlt_ns\":50}|{\"ttft_ns\":1}|:6: tbt_ns is missing",
                "{\"ttlt_ns\":50}|{\"ttl\":1}|:6: ttl is not a key",
                "\"kv\":2|\"kv\":-2|:5: kv is -2",
                "\"id\":7,\"reason|\"id\":\"7\",\"reason|:8: id is \"7\"",
            })
    void aBadLineIsNamed(String part, String bad, String problem) {
        assertThat(GOOD).contains(part);
        refuses(
                HEADER
                        + GOOD.replaceFirst(
                                java.util.regex.Pattern.quote(part), bad == null ? "" : bad.replace("\\", "")),
                problem);
    }

    @Test
    void aBadHeaderIsNamed() {
        refuses("", "has no whole line");
        refuses("\n", ":1: ");
        refuses("[]\n", ":1: must hold a JSON object");
        refuses(GOOD, ":1: format is missing");
        refuses(HEADER.replace("\"version\":1", "\"version\":2") + GOOD, ":1: version is 2; it must be 1");
        refuses(HEADER.replace("\"stages\":1", "\"stages\":0") + GOOD, ":1: stages is 0");
        refuses(HEADER.replace("2026-01-31T", "2026-01-32T") + GOOD, ":1: started is");
        refuses(HEADER.replace("{\"model\":\"tiny\"}", "[]") + GOOD, ":1: deployment must be a mapping");
        refuses(HEADER, "has no requests");
        refuses(HEADER + HEADER.replace("run-1", "run-2") + GOOD, ":2: run is \"run-2\"; it must be run-1");
        refuses(HEADER + GOOD.replace("\"chat\"", "\"ch\377t\""), ":2: is not valid JSON");
    }

    @Test
    void aSnapshotIsFollowedByTheRequestsItAnnounces() {
        String carried = "{\"e\":\"carried\",\"t\":20,\"id\":9,\"arrival\":8,\"prompt\":1,\"max\":9,\"class\":\"chat\","
                + "\"scheduled\":10,\"reused\":0,\"first\":12,\"tokens\":1}\n";
        String snapshot = "{\"e\":\"snapshot\",\"t\":20,\"dropped\":3,\"alive\":1,\"kv\":1}\n";
        RecordedRun run = read(HEADER + GOOD + snapshot + carried + "{\"e\":\"cancelled\",\"t\":21,\"id\":9}\n");
        assertThat(run.remarks()).containsExactly("3 events are missing, as the log itself says");
        refuses(HEADER + GOOD + snapshot + "{\"e\":\"cancelled\",\"t\":21,\"id\":9}\n", ":10: must be one of 1 more");
        refuses(HEADER + GOOD + snapshot + carried + carried, ":11: has a request more than");
    }

    @Test
    void whateverABrokenLogHoldsItIsReadOrRefused() {
        byte[] good = (HEADER + GOOD).getBytes(StandardCharsets.ISO_8859_1);
        Seeds.each(400, getClass(), random -> {
            byte[] bad = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                byte[] often = {'"', '{', '[', ',', ':', '\n', '9', '-', 0, (byte) 0xff};
                bad[random.nextInt(bad.length)] = often[random.nextInt(often.length)];
            }
            try {
                read(new String(bad, StandardCharsets.ISO_8859_1));
            } catch (InputException e) {
                assertThat(e).hasMessageContaining("log.jsonl");
            }
        });
    }
}
