package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.server.KeySource;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.endpoint.ApiKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an endpoint is reached, and which of its models is asked. */
final class EndpointFlags {
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

    EndpointFlags() {}

    /** The model to ask for; none for the only one. */
    Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /** The endpoint at an address, with key and headers. */
    Endpoint endpoint(String address) {
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
}
