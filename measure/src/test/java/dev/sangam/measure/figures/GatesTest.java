package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.deployment.Goal;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class GatesTest {
    private static final List<String> CLASSES = List.of("chat", "batch", "best-effort");

    @TempDir
    Path folder;

    private static List<Goal> goals(String... texts) {
        return List.of(texts).stream().map(text -> Goal.parse(text, CLASSES)).toList();
    }

    private static List<RequestRecord> requests(int failed) {
        List<RequestRecord> requests = new ArrayList<>();
        for (int id = 0; id < 200; id++) {
            double at = id * 20.0;
            requests.add(
                    id < failed
                            ? Runs.failed(id, 0, at, Outcome.STATUS)
                            : Runs.whole(id, 0, at, at, at + 100 + id % 10, at + 130));
        }
        return requests;
    }

    private static RunSummary summary(int failed) {
        return RunSummary.of(Runs.run(requests(failed)), SloSettings.AS_RECORDED);
    }

    @Test
    void aRunPassesWhenEveryGateIsMet() {
        Gates gates = Gates.of(summary(0), goals("ttft p99 < 110ms", "chat: attainment >= 100%", "error_rate <= 0%"));
        assertThat(gates.passed()).isTrue();
        assertThat(gates.exitStatus()).isZero();
        assertThat(gates.gates().getFirst().text()).isEqualTo("ttft p99 is 109 ms over 200 values");
        assertThat(Gates.of(summary(0), goals("ttft p99 < 109ms", "ttft p50 < 1s"))
                        .exitStatus())
                .isEqualTo(1);
    }

    @Test
    void failedRequestsCountAsNeverAnswered() {
        assertThat(Gates.of(summary(2), goals("ttft p99 < 110ms")).passed()).isTrue();
        Gates gates = Gates.of(summary(3), goals("ttft p99 < 110ms", "ttft p95 < 110ms", "miss_rate p99 <= 0.1"));
        assertThat(gates.gates().stream().map(Gates.Gate::met)).containsExactly(false, true, false);
        assertThat(gates.gates().getFirst().text())
                .isEqualTo(
                        "ttft p99 is without end, as too many requests failed over 197 values; 3 failed requests count"
                                + " as never answered");
    }

    @Test
    void anInvalidRunPassesNothing() {
        RunRecord run = Runs.run(requests(0));
        RunFacts busy = Runs.with(run.facts(), 0, 2 * run.facts().nanos());
        RunSummary summary = RunSummary.of(new RunRecord(busy, run.labels(), run.requests()), SloSettings.AS_RECORDED);
        Gates gates = Gates.of(summary, goals("ttft p99 < 10s"));
        assertThat(gates.gates().getFirst().met()).isTrue();
        assertThat(gates.exitStatus()).isEqualTo(1);
        assertThat(JUnitXml.text(gates, summary)).contains("failures=\"1\"", "the load generator used 100 %");
    }

    @Test
    void aFigureThatIsNotKnownMeetsNothing() {
        assertThat(Gates.of(summary(0), goals("batch: ttlt p99 < 10s"))
                        .gates()
                        .getFirst()
                        .text())
                .isEqualTo("ttlt p99 is unknown over 0 values; fewer than 100 make it the largest");
        assertThat(Gates.of(summary(0), goals("best-effort: attainment > 0%")).passed())
                .isFalse();
    }

    @Test
    void theXmlHasATestCaseForEachGate() throws Exception {
        RunSummary run = summary(3);
        Gates gates = Gates.of(run, goals("ttft p99 < 110ms", "chat: ttft p95 < 110ms"));
        Path file = folder.resolve("gates.xml");
        JUnitXml.write(gates, run, file);
        Document xml = parse(Files.readString(file));
        Element suite = xml.getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(3);
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(1);
        Element failed = (Element) xml.getElementsByTagName("testcase").item(1);
        assertThat(failed.getAttribute("name")).isEqualTo("ttft p99 < 110ms");
        assertThat(failed.getAttribute("classname")).isEqualTo("sangam.bench.all");
        assertThat(failed.getElementsByTagName("failure").getLength()).isEqualTo(1);
    }

    @Test
    void whatXmlCannotHoldIsLeftOut() throws Exception {
        RunSummary run = summary(0);
        String odd = "a<b>&\"'\u0001\uffff\n\ud800 ]]> \ud83d\ude00";
        Gates.Gate gate = new Gates.Gate(goals("ttft p99 < 1s").getFirst(), 2, false, odd);
        String text = JUnitXml.text(new Gates(List.of(gate), run.validity()), run);
        Element failure = (Element) parse(text).getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).isEqualTo("a<b>&\"'  ]]> \ud83d\ude00");
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
