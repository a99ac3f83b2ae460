package dev.sangam.sim.search;

import java.util.Optional;
import java.util.ServiceLoader;

/** Workers on other machines: a part of its own, which is there only when a command asks for it. */
public interface RemoteWorkers {
    /**
     * Connects to a cluster.
     *
     * @param address such as {@code spark://host:7077}
     * @throws dev.sangam.core.InputException when the address is not one, or nobody answers there
     */
    Workers connect(String address);

    /** Whoever is on the class path. */
    static Optional<RemoteWorkers> find() {
        return ServiceLoader.load(RemoteWorkers.class).findFirst();
    }
}
