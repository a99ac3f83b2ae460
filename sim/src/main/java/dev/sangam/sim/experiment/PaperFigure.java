package dev.sangam.sim.experiment;

import java.util.OptionalDouble;

/**
 * A published figure.
 *
 * @param rate requests per second, in a sweep
 * @param group of the requests, or {@link Measured#GOODPUT}
 * @param value requests per second, or a share between 0 and 1
 */
public record PaperFigure(String variant, String workload, OptionalDouble rate, String group, double value) {}
