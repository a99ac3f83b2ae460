package dev.sangam.serve.models;

import dev.sangam.core.InputException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where the hub is, and the token that it knows us by. The token is shown to the hub alone, and to nobody in clear. */
public final class HubAccess {
    /** The hub, unless {@code HF_ENDPOINT} names a mirror. */
    public static final URI DEFAULT = URI.create("https://huggingface.co");

    private final URI endpoint;
    private final String token;

    /**
     * @param endpoint address of the hub
     * @param token empty for none
     */
    public HubAccess(URI endpoint, String token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /** As {@code HF_ENDPOINT} and {@code HF_TOKEN} say, which other programs read too. */
    public static HubAccess of(Map<String, String> environment) {
        String address = environment.getOrDefault("HF_ENDPOINT", "").strip().replaceAll("/+$", "");
        String token = environment.getOrDefault("HF_TOKEN", "").strip();
        if (!token.matches("[!-~]*")) {
            throw new InputException("HF_TOKEN has characters that no token has; it must be printable ASCII");
        }
        return new HubAccess(address.isEmpty() ? DEFAULT : endpoint(address), token);
    }

    private static URI endpoint(String address) {
        try {
            URI uri = new URI(address);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Falls through to the one message for whatever is no address.
        }
        throw new InputException("HF_ENDPOINT is '" + address + "'; it must be an address such as " + DEFAULT);
    }

    URI endpoint() {
        return endpoint;
    }

    boolean hasToken() {
        return !token.isEmpty();
    }

    /** The token, when it may be shown to this address: the hub's own, and not over a line that others can read. */
    Optional<String> tokenFor(URI address) {
        boolean own = origin(address).equals(origin(endpoint));
        boolean secret = "https".equalsIgnoreCase(address.getScheme()) || isThisMachine(address.getHost());
        return own && secret && hasToken() ? Optional.of(token) : Optional.empty();
    }

    /** Whether a redirection to this address gives up the protection that the hub's own has. */
    boolean weakens(URI address) {
        return "https".equalsIgnoreCase(endpoint.getScheme()) && !"https".equalsIgnoreCase(address.getScheme());
    }

    private static String origin(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    private static boolean isThisMachine(String host) {
        try {
            return host.equals("localhost")
                    || (host.matches("[0-9.]+|\\[.*]")
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "HubAccess[" + endpoint + (hasToken() ? ", with a token" : "") + "]";
    }
}
