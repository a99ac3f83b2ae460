package dev.sangam.serve.process;

import java.util.List;
import java.util.Map;

/**
 * How a worker is started.
 *
 * @param command its command line; {@link JavaCommand} composes one
 * @param environment added to that of this process
 * @param configuration handed to its {@link WorkerStart}
 */
public record WorkerLaunch(List<String> command, Map<String, String> environment, String configuration) {
    public WorkerLaunch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
