package dev.sangam.serve.scoring;

/** The logarithm of a sum of exponentials, by which logits become logarithms of probabilities. */
final class LogSum {
    private LogSum() {}

    /** ln Σ exp(x), in double precision, with the greatest taken out so that nothing overflows. */
    static double of(float[] logits) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (float x : logits) {
            greatest = Math.max(greatest, x);
        }
        double sum = 0;
        for (float x : logits) {
            sum += Math.exp((double) x - greatest);
        }
        return greatest + Math.log(sum);
    }
}
