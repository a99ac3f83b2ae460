package dev.sangam.measure.client;

import dev.sangam.core.InputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server to send requests to, and what to show it. Immutable; what it prints holds neither key nor headers. */
public final class Endpoint {
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t -~\\x80-\\uffff]*");
    private static final Map<String, String> OURS = Map.of(
            "host", "it is made of the address",
            "content-length", "it is counted",
            "transfer-encoding", "bodies are sent whole",
            "connection", "there is an option for it",
            "accept-encoding", "a compressed answer has no times of its own");

    private final URI address;
    private final @Nullable String key;
    private final Map<String, String> headers;
    private final @Nullable SSLContext trust;

    private Endpoint(URI address, @Nullable String key, Map<String, String> headers, @Nullable SSLContext trust) {
        this.address = address;
        this.key = key;
        this.headers = headers;
        this.trust = trust;
    }

    /**
     * {@code http://host:port} or {@code https://host}, with a path or not; a path {@code /v1} at its end is dropped, as
     * the path of a request brings its own.
     *
     * @throws InputException when it is none
     */
    public static Endpoint of(String text) {
        String bad = "the address of an endpoint is '" + text + "'; it must be like http://127.0.0.1:8000 or"
                + " https://host, without a user, a query or a fragment";
        try {
            URI uri = new URI(text.strip());
            boolean whole = uri.getHost() != null && (isHttp(uri) || isHttps(uri));
            if (!whole || uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                // What might be a key does not come back in a message.
                throw new InputException(uri.getRawUserInfo() == null ? bad : bad.replace(uri.getRawUserInfo(), "***"));
            }
            if (uri.getPort() == 0 || uri.getPort() > 0xFFFF) {
                throw new InputException(bad + "; its port is " + uri.getPort());
            }
            String path = uri.getRawPath().replaceFirst("/+$", "").replaceFirst("/v1$", "");
            URI address = new URI(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getRawAuthority() + path);
            return new Endpoint(address, null, Map.of(), null);
        } catch (URISyntaxException e) {
            throw new InputException(bad, e);
        }
    }

    /** The same, shown this key as a bearer token. */
    public Endpoint withKey(String secret) {
        if (secret.isBlank() || !HEADER_VALUE.matcher(secret).matches()) {
            throw new InputException("the API key of " + this + " is empty or has control characters");
        }
        return new Endpoint(address, secret, headers, trust);
    }

    /** The same with another header in every request. */
    public Endpoint withHeader(String name, String value) {
        if (!HEADER_NAME.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
            throw new InputException(
                    "header '" + name + "' is no header; name and value must be printable, and on one line");
        }
        String reason = OURS.get(name.toLowerCase(Locale.ROOT));
        if (reason != null) {
            throw new InputException("header '" + name + "' cannot be given: " + reason);
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Endpoint(address, key, more, trust);
    }

    /** The same, trusting the certificates that this context trusts in place of the machine's. */
    public Endpoint withTrust(SSLContext context) {
        return new Endpoint(address, key, headers, context);
    }

    /** Where it is. */
    public URI address() {
        return address;
    }

    /** The key to show, or {@code null}; to be printed nowhere. */
    public @Nullable String key() {
        return key;
    }

    /** Headers of every request besides the key. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The certificates to trust; {@code null} for the machine's. */
    public @Nullable SSLContext trust() {
        return trust;
    }

    boolean secure() {
        return isHttps(address);
    }

    /** Host without the brackets of an IPv6 address. */
    String host() {
        return address.getHost().replaceAll("[\\[\\]]", "");
    }

    int port() {
        return address.getPort() > 0 ? address.getPort() : secure() ? 443 : 80;
    }

    /** A text of the server without the key, should it have repeated it. */
    public String withoutKey(String text) {
        return key == null ? text : text.replace(key, "***");
    }

    /** The address. */
    @Override
    public String toString() {
        return address.toString();
    }

    private static boolean isHttp(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }
}
