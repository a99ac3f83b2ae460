package dev.sangam.core.workload;

import java.util.List;
import java.util.random.RandomGenerator;

/** Arrivals of a Markov-modulated Poisson process, exact: the gap is drawn anew after a change of state. */
final class ModulatedTimes implements ArrivalTimes {
    private final List<Arrivals.Modulated.State> states;
    private final RandomGenerator random;
    private double seconds;
    private int state;
    private double stateEndSeconds;

    ModulatedTimes(List<Arrivals.Modulated.State> states, RandomGenerator random) {
        this.states = states;
        this.random = random;
        enter(stationaryState());
    }

    @Override
    public long next() {
        while (ArrivalTimes.nanos(seconds) != END) {
            double arrival =
                    seconds + random.nextExponential() / states.get(state).rate();
            if (arrival < stateEndSeconds) {
                seconds = arrival;
                return ArrivalTimes.nanos(seconds);
            }
            seconds = stateEndSeconds;
            int other = random.nextInt(states.size() - 1);
            enter(other < state ? other : other + 1);
        }
        return END;
    }

    private void enter(int next) {
        state = next;
        stateEndSeconds = seconds + random.nextExponential() * states.get(next).meanSojournNanos() * 1e-9;
    }

    /** With symmetric jumps every state is entered equally often, so its share of time is that of its mean sojourn. */
    private int stationaryState() {
        double total = states.stream().mapToDouble(s -> s.meanSojournNanos()).sum();
        double target = random.nextDouble() * total;
        int index = 0;
        while (index < states.size() - 1 && target >= states.get(index).meanSojournNanos()) {
            target -= states.get(index++).meanSojournNanos();
        }
        return index;
    }
}
