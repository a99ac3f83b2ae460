package dev.sangam.spark;

import dev.sangam.sim.search.RemoteWorkers;
import dev.sangam.sim.search.Workers;

/** How a command finds this module. */
public final class Spark implements RemoteWorkers {
    @Override
    public Workers connect(String address) {
        return SparkWorkers.connect(Address.of(address));
    }
}
