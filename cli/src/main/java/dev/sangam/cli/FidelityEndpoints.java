package dev.sangam.cli;

import dev.sangam.measure.fidelity.remote.EndpointPredictor;
import dev.sangam.measure.fidelity.remote.RemoteOptions;
import dev.sangam.measure.prompt.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How endpoints are asked, and those that are asked. */
final class FidelityEndpoints implements AutoCloseable {
    private static final int MAX_IN_FLIGHT = 256;

    @ArgGroup(validate = false)
    private EndpointFlags flags = new EndpointFlags();

    @Option(
            names = "--api",
            paramLabel = "NAME",
            description = "completions or chat (default: completions, where there are).")
    private @Nullable Api api;

    @Option(names = "--in-flight", paramLabel = "N", description = "Most requests at a time (default: 8).")
    private @Nullable String inFlight;

    private final Map<String, EndpointPredictor> connected = new LinkedHashMap<>();

    FidelityEndpoints() {}

    /**
     * Who answers for a side.
     *
     * @throws dev.sangam.core.InputException when the endpoint cannot be reached, or leaves open which model is meant
     */
    EndpointPredictor of(FidelitySide side, FidelitySource.Remote remote) {
        return connected.computeIfAbsent(side.key(), key -> {
            Optional<String> model = remote.model().isEmpty() ? flags.model() : Optional.of(remote.model());
            return EndpointPredictor.connect(
                    flags.endpoint(remote.address()),
                    new RemoteOptions(model, Optional.ofNullable(api), requests(side)));
        });
    }

    /** Of the base's second run half as many, so that the server puts them together otherwise. */
    private int requests(FidelitySide side) {
        int most = inFlight == null
                ? RemoteOptions.DEFAULT.inFlight()
                : FlagValues.whole("--in-flight", inFlight, 1, MAX_IN_FLIGHT);
        return side.key().equals(FidelitySide.FLOOR) ? Math.max(1, most / 2) : most;
    }

    /** What a reader of the figures should know, a sentence each. */
    List<String> notes() {
        return connected.values().stream()
                .flatMap(each -> each.notes().stream())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        connected.values().forEach(EndpointPredictor::close);
    }
}
