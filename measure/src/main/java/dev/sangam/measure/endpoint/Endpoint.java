package dev.sangam.measure.endpoint;

import dev.sangam.core.InputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an OpenAI-compatible API is.
 *
 * @param root address before {@code /v1}, without a slash at its end
 * @param key what it asks for, if it does
 */
public record Endpoint(URI root, Optional<ApiKey> key) {
    /**
     * Reads an address: {@code http://127.0.0.1:8080}, {@code https://api.example.com/v1}, or {@code localhost:8080}, which
     * means {@code http://localhost:8080}.
     *
     * @throws InputException when it is none
     */
    public static Endpoint of(String address, Optional<ApiKey> key) {
        String text = address.contains("://") ? address : "http://" + address;
        URI uri;
        try {
            uri = new URI(text.strip().replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw bad(address, "it must be a URL such as http://127.0.0.1:8080");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw bad(address, "it must start with http:// or https://");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw bad(address, "it must name a host, and a port between 1 and 65535 or none");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw bad(address, "it must have no user, query or fragment. Maybe give the key by itself");
        }
        String path = uri.getRawPath().replaceFirst("/v1(/(chat/)?completions|/models)?$", "");
        return new Endpoint(URI.create(scheme + "://" + uri.getRawAuthority() + path), key);
    }

    /** Address of a path such as {@code /v1/models}. */
    public URI at(String path) {
        return URI.create(root + path);
    }

    private static InputException bad(String address, String rule) {
        return new InputException("endpoint is '" + address + "'; " + rule);
    }

    /** The address; the key is not told. */
    @Override
    public String toString() {
        return root.toString();
    }
}
