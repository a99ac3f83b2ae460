package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.measure.client.ClientOptions;
import dev.sangam.measure.client.Endpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Who is asked, and how. */
final class BenchEndpointFlags {
    private static final int MAX_ENDPOINTS = 16;

    @ArgGroup(validate = false)
    private EndpointFlags endpoint = new EndpointFlags();

    @Option(
            names = "--timeout",
            paramLabel = "T",
            description = "Longest time from sending to the end of an answer (default: 30min); then it is a failure.")
    private @Nullable String timeout;

    BenchEndpointFlags() {}

    /** The model to ask for; none for the only one. */
    Optional<String> model() {
        return endpoint.model();
    }

    /** The endpoints at these addresses, each with the same key and headers. */
    List<Endpoint> endpoints(List<String> addresses) {
        if (addresses.isEmpty()) {
            throw new InputException("no endpoint is given. Maybe sangam bench http://127.0.0.1:8080, or --help");
        }
        if (addresses.size() > MAX_ENDPOINTS || addresses.stream().distinct().count() < addresses.size()) {
            throw new InputException("there are " + addresses.size() + " endpoints; there must be at most "
                    + MAX_ENDPOINTS + ", each of them once");
        }
        return addresses.stream().map(endpoint::endpoint).toList();
    }

    /** What the client waits for. */
    ClientOptions client() {
        ClientOptions patient = ClientOptions.DEFAULT;
        if (timeout == null) {
            return patient;
        }
        long nanos = FlagValues.nanos("--timeout", timeout);
        return patient.withTimeouts(
                Math.min(patient.connectNanos(), nanos),
                Math.min(patient.firstByteNanos(), nanos),
                Math.min(patient.idleNanos(), nanos),
                nanos);
    }
}
