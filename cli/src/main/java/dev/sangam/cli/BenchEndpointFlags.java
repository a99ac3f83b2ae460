package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.server.KeySource;
import dev.sangam.measure.client.ClientOptions;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.endpoint.ApiKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who is asked, and how. */
final class BenchEndpointFlags {
    private static final int MAX_ENDPOINTS = 16;

    @Option(names = "--model", paramLabel = "NAME", description = "Model to ask for (default: the only one there is).")
    private @Nullable String model;

    @Option(
            names = "--api-key-env",
            paramLabel = "VAR",
            description = "Environment variable that holds the API key, which is shown and stored nowhere.")
    private @Nullable String keyVariable;

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            description = "A header of every request. May be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM certificates to trust in place of the machine's.")
    private @Nullable Path certificates;

    @Option(
            names = "--timeout",
            paramLabel = "T",
            description = "Longest time from sending to the end of an answer (default: 30min); then it is a failure.")
    private @Nullable String timeout;

    BenchEndpointFlags() {}

    /** The model to ask for; none for the only one. */
    Optional<String> model() {
        return Optional.ofNullable(model);
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
        return addresses.stream().map(this::endpoint).toList();
    }

    private Endpoint endpoint(String address) {
        Endpoint endpoint = Endpoint.of(address.contains("://") ? address : "http://" + address);
        if (keyVariable != null) {
            endpoint = endpoint.withKey(ApiKey.read(new KeySource.Environment(keyVariable), System.getenv()));
        }
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new InputException("--header is '" + header + "'; it must read like 'name: value'");
            }
            endpoint = endpoint.withHeader(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        return certificates == null ? endpoint : endpoint.withTrust(Certificates.trusting(certificates));
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
