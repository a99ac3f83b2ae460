package dev.sangam.measure.figures;

import dev.sangam.files.output.OutputFile;
import dev.sangam.measure.figures.Gates.Gate;
import dev.sangam.measure.figures.Validity.Finding;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Gates as the XML in which JUnit reports tests, which build servers read: a test case for each gate, and one for validity. */
public final class JUnitXml {
    /** What XML 1.0 cannot hold, even escaped; and line ends, which attributes lose. */
    private static final Pattern UNFIT =
            Pattern.compile("[^\\x20-\\x{d7ff}\\x{e000}-\\x{fffd}\\x{10000}-\\x{10ffff}]+");

    private static final String SUITE = "sangam bench";

    private final XMLStreamWriter xml;

    private JUnitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** Writes all of it or, when that fails, nothing. */
    public static void write(Gates gates, RunSummary run, Path file) {
        OutputFile.write(file, text(gates, run));
    }

    /** The text of the file. */
    public static String text(Gates gates, RunSummary run) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JUnitXml(writer).suite(gates, run);
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text + "\n";
    }

    private void suite(Gates gates, RunSummary run) throws XMLStreamException {
        long failures = gates.gates().stream().filter(g -> !g.met()).count()
                + (gates.validity().valid() ? 0 : 1);
        String seconds =
                BigDecimal.valueOf(run.facts().nanos(), 9).stripTrailingZeros().toPlainString();
        xml.writeStartDocument("UTF-8", "1.0");
        line(0);
        xml.writeStartElement("testsuite");
        attribute("name", SUITE);
        attribute("tests", Integer.toString(gates.gates().size() + 1));
        attribute("failures", Long.toString(failures));
        attribute("errors", "0");
        attribute("skipped", "0");
        attribute("time", seconds);
        attribute("timestamp", run.facts().startedAt());
        List<String> against = gates.validity().findings().stream()
                .filter(f -> f.kind().invalidates())
                .map(Finding::text)
                .toList();
        testCase(RunSummary.ALL, "the run is valid", against.isEmpty(), String.join("; ", against));
        for (Gate gate : gates.gates()) {
            testCase(gate.goal().qosClass().orElse(RunSummary.ALL), gate.goal().toString(), gate.met(), gate.text());
        }
        line(0);
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void testCase(String scope, String name, boolean passed, String text) throws XMLStreamException {
        line(1);
        xml.writeStartElement("testcase");
        attribute("classname", SUITE.replace(' ', '.') + "." + scope);
        attribute("name", name);
        attribute("time", "0");
        if (!passed) {
            line(2);
            xml.writeEmptyElement("failure");
            attribute("type", "gate");
            attribute("message", text);
        } else if (!text.isEmpty()) {
            line(2);
            xml.writeStartElement("system-out");
            xml.writeCharacters(fit(text));
            xml.writeEndElement();
        }
        line(1);
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, fit(value));
    }

    private static String fit(String text) {
        return UNFIT.matcher(text).replaceAll(" ");
    }

    private void line(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }
}
