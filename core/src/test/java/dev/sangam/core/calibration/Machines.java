package dev.sangam.core.calibration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Machines whose batch times are known, and what a calibration would see of them. */
final class Machines {
    /** About a 135M model on one CPU core. */
    static final CalibratedTimes SMALL_CPU = new CalibratedTimes(
            new int[] {1, 8, 64},
            new double[] {2.5e6, 2.3e6, 2.1e6},
            new EnumMap<>(Map.ofEntries(
                    Map.entry(Term.CALL, 11e6),
                    Map.entry(Term.REST, 3e6),
                    Map.entry(Term.BLOCK_REST, 0.4e6),
                    Map.entry(Term.OUTPUT, 0.8e6),
                    Map.entry(Term.PREFILL_PAIR, 5700.0),
                    Map.entry(Term.SOLO_PAIR, 7800.0),
                    Map.entry(Term.DECODE_PAIR, 9600.0),
                    Map.entry(Term.HELD_PAIR, 750.0),
                    Map.entry(Term.TILE_PAIR, 1600.0),
                    Map.entry(Term.TILE_HELD_PAIR, 210.0),
                    Map.entry(Term.MIXED_PAIR, 250.0))),
            true);

    private Machines() {}

    /** Shapes as a calibration asks for them, in a random order. */
    static List<Probe> probes(RandomGenerator random) {
        List<Probe> probes = new ArrayList<>();
        for (int decodes : new int[] {1, 2, 3, 4, 6, 8}) {
            for (int context : new int[] {16, 256, 1024}) {
                probes.add(Probe.alone(decodes, context, 0, 0, false));
                probes.add(new Probe(decodes, context, 0, 0, false, decodes * context + 4096));
                probes.add(Probe.alone(decodes, context, 32, context, true));
                probes.add(Probe.alone(decodes, context, 128, 512, false));
            }
        }
        for (int chunk : new int[] {1, 2, 3, 4, 16, 48, 64, 96, 128, 256, 512}) {
            for (int context : new int[] {0, 512, 2048}) {
                probes.add(Probe.alone(0, 0, chunk, context, true));
                probes.add(new Probe(0, 0, chunk, context, false, context + chunk + 2048));
            }
        }
        Collections.shuffle(probes, Random.from(random));
        return probes;
    }

    /** What is measured of a machine: its time, times one and some noise of this standard deviation. */
    static List<Sample> measure(ToDoubleFunction<Probe> machine, double noise, RandomGenerator random) {
        return probes(random).stream()
                .map(probe -> new Sample(
                        probe, machine.applyAsDouble(probe) * Math.exp(noise * random.nextGaussian()), 5, noise))
                .toList();
    }

    static double nanos(CalibratedTimes times, Probe probe) {
        return times.stageNanos(probe.shape(), true);
    }
}
