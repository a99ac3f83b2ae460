package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sangam.core.request.Slo;
import dev.sangam.files.server.ServerConfig;
import dev.sangam.files.server.Tenant;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets which class of service, importance and tenant for what was sent. */
final class QosOnTheWireTest {
    private static final ServerConfig CONFIG = ScriptedServer.config("""
            classes:
              - {name: chat, ttft: 2s, tbt: 100ms}
              - {name: batch, ttlt: 10min}
            server:
              tiers:
                - {name: gold, class: chat, priority: -5}
              class_limits:
                - {class: chat, max_wait: 3s}
            tenants:
              - {name: plain, keys: [{sha256: "%1$s"}]}
              - {name: free, keys: [{sha256: "%1$s"}], default_tier: batch}
              - {name: best, keys: [{sha256: "%1$s"}], tightest_class: code, top_priority: -9}
              - {name: gate, keys: [{sha256: "%1$s"}], gateway: true, tightest_class: chat}
              - {name: bulk, default_tier: best-effort}
            """.formatted("0".repeat(64)));

    private final QosOnTheWire qos = new QosOnTheWire(CONFIG);

    private Qos decide(@Nullable String caller, String headers, String body) {
        MultiMap sent = MultiMap.caseInsensitiveMultiMap();
        for (String each : headers.isBlank() ? new String[0] : headers.split(";")) {
            sent.add(each.substring(0, each.indexOf('=')).strip(), each.substring(each.indexOf('=') + 1));
        }
        Map<String, Tenant> tenants =
                CONFIG.tenants().stream().collect(Collectors.toMap(Tenant::name, tenant -> tenant));
        return qos.decide(
                sent,
                new Fields(Json.read(("{" + body + "}").getBytes(StandardCharsets.UTF_8))),
                caller == null ? null : tenants.get(caller));
    }

    private static String shown(Slo slo) {
        return switch (slo) {
            case Slo.Interactive(long ttft, long tbt) ->
                String.format(Locale.ROOT, "%d/%d", ttft / 1_000_000, tbt / 1_000_000);
            case Slo.NonInteractive(long ttlt) -> String.format(Locale.ROOT, "%d", ttlt / 1_000_000);
            case Slo.BestEffort none -> "-";
        };
    }

    /** Columns: the key's tenant; headers; body; then class, promise in ms, priority, tenant and tier of the answer. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            none  |                                      |                               | interactive | 2000/200 | 0  | default | default
            none  |                                      | "service_tier": "auto"        | interactive | 2000/200 | 0  | default | default
            none  |                                      | "service_tier": "default"     | interactive | 2000/200 | 0  | default | default
            none  |                                      | "service_tier": "priority"    | interactive | 2000/200 | -1 | default | priority
            none  |                                      | "service_tier": "flex"        | flex        | 600000   | 0  | default | flex
            none  |                                      | "service_tier": "gold"        | chat        | 2000/100 | -5 | default | gold
            none  |                                      | "service_tier": "code"        | code        | 1000/50  | 0  | default | code
            none  |                                      | "service_tier": "best-effort" | best-effort | -        | 0  | default | best-effort
            none  | x-slo-ttft-ms=500;x-slo-tpot-ms=40.5 |                               | custom      | 500/40   | 0  | default | default
            none  | X-SLO-TTFT-MS=500                    |                               | custom      | 500/200  | 0  | default | default
            none  | x-slo-tpot-ms=100                    |                               | chat        | 2000/100 | 0  | default | default
            none  | x-slo-ttlt-ms=5000                   |                               | custom      | 5000     | 0  | default | default
            none  | x-slo-ttlt-ms=600000                 |                               | batch       | 600000   | 0  | default | default
            none  | x-slo-ttft-ms=500                    | "service_tier": "code"        | custom      | 500/50   | 0  | default | code
            none  | x-slo-ttft-ms=500                    | "slo": {"ttft_ms": 700}       | custom      | 700/200  | 0  | default | default
            none  | x-slo-tpot-ms=10                     | "slo": {"ttft_ms": 700}       | custom      | 700/200  | 0  | default | default
            none  | x-slo-ttft-ms=500                    | "slo": {"ttlt_ms": 9000}      | custom      | 9000     | 0  | default | default
            none  | x-slo-ttft-ms=500                    | "slo": {}                     | custom      | 500/200  | 0  | default | default
            none  |                                      | "priority": 7                 | interactive | 2000/200 | 7  | default | default
            none  |                                      | "service_tier": "priority", "priority": 7 | interactive | 2000/200 | 7 | default | priority
            none  |                                      | "user": "ann"                 | interactive | 2000/200 | 0  | ann     | default
            none  | x-gateway-inference-fairness-id=bob  | "user": "ann"                 | interactive | 2000/200 | 0  | bob     | default
            none  | x-gateway-inference-fairness-id=bulk | "service_tier": "code"        | best-effort | -        | 0  | bulk    | best-effort
            plain |                                      | "user": "ann"                 | interactive | 2000/200 | 0  | plain   | default
            plain | x-gateway-inference-fairness-id=bob  |                               | interactive | 2000/200 | 0  | plain   | default
            plain |                                      | "service_tier": "priority"    | interactive | 2000/200 | 0  | plain   | default
            plain |                                      | "service_tier": "code"        | interactive | 2000/200 | 0  | plain   | default
            plain |                                      | "service_tier": "flex"        | flex        | 600000   | 0  | plain   | flex
            plain | x-slo-ttft-ms=1;x-slo-tpot-ms=1      |                               | interactive | 2000/200 | 0  | plain   | default
            plain | x-slo-ttft-ms=9000;x-slo-tpot-ms=1   |                               | custom      | 9000/200 | 0  | plain   | default
            plain | x-slo-ttlt-ms=1                      |                               | custom      | 2000     | 0  | plain   | default
            plain |                                      | "priority": -3                | interactive | 2000/200 | 0  | plain   | default
            plain |                                      | "priority": 3                 | interactive | 2000/200 | 3  | plain   | default
            free  |                                      |                               | batch       | 600000   | 0  | free    | batch
            free  |                                      | "service_tier": "default"     | batch       | 600000   | 0  | free    | batch
            free  | x-slo-ttft-ms=1;x-slo-tpot-ms=1      |                               | batch       | 600000   | 0  | free    | batch
            free  | x-slo-ttlt-ms=5                      |                               | batch       | 600000   | 0  | free    | batch
            free  | x-slo-ttlt-ms=900000                 |                               | custom      | 900000   | 0  | free    | batch
            best  |                                      | "service_tier": "gold"        | chat        | 2000/100 | -5 | best    | gold
            best  |                                      | "slo": {"ttft_ms": 1, "tbt_ms": 1} | code   | 1000/50  | 0  | best    | default
            best  |                                      | "priority": -99               | interactive | 2000/200 | -9 | best    | default
            gate  | x-gateway-inference-fairness-id=bob  |                               | interactive | 2000/200 | 0  | bob     | default
            gate  | x-gateway-inference-fairness-id=bob  | "service_tier": "code"        | chat        | 2000/100 | 0  | bob     | default
            gate  | x-gateway-inference-fairness-id=free | "service_tier": "code"        | batch       | 600000   | 0  | free    | batch
            gate  |                                      |                               | interactive | 2000/200 | 0  | gate    | default
            """)
    void aRequestGetsWhatItAsksForAndItsTenantMayHave(
            @Nullable String caller,
            @Nullable String headers,
            @Nullable String body,
            String name,
            String promise,
            int priority,
            String tenant,
            String tier) {
        Qos got = decide(caller, headers == null ? "" : headers, body == null ? "" : body);

        assertThat(got.qos().name()).isEqualTo(name);
        assertThat(shown(got.qos().slo())).isEqualTo(promise);
        assertThat(got.priority()).isEqualTo(priority);
        assertThat(got.tenant().name()).isEqualTo(tenant);
        assertThat(got.tier()).isEqualTo(tier);
    }

    /** Columns: headers; body; then how long the request may wait, in ms, 0 for any time. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            none                                 | none                               | 0
            x-max-wait-ms=250                    | none                               | 250
            x-max-wait-ms=250                    | "slo": {"max_wait_ms": 70}         | 70
            x-max-wait-ms=250                    | "slo": {"ttft_ms": 5}              | 250
            x-slo-ttft-ms=500                    | "slo": {"max_wait_ms": 70.5}       | 70
            none                                 | "service_tier": "gold"             | 3000
            x-max-wait-ms=250                    | "service_tier": "gold"             | 250
            x-max-wait-ms=9000                   | "service_tier": "gold"             | 3000
            """)
    void howLongARequestMayWaitIsTheShorterOfItsOwnAndItsClasss(
            @Nullable String headers, @Nullable String body, long millis) {
        Qos got = decide(null, headers == null ? "" : headers, body == null ? "" : body);

        assertThat(got.maxWaitNanos() / 1_000_000).isEqualTo(millis);
    }

    @Test
    void aWaitIsNoPromise() {
        Qos got = decide(null, "x-slo-ttft-ms=500", "\"slo\": {\"max_wait_ms\": 70}");

        assertThat(shown(got.qos().slo())).isEqualTo("500/200");
    }

    /** Columns: headers; body; the error's param; what its message says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            x-slo-ttft-ms=fast                   |                              | x-slo-ttft-ms | 'fast'
            x-slo-ttft-ms=0                      |                              | x-slo-ttft-ms | '0'
            x-max-wait-ms=soon                   |                              | x-max-wait-ms | 'soon'
            x-slo-tpot-ms=-5                     |                              | x-slo-tpot-ms | '-5'
            x-slo-tpot-ms=1e3                    |                              | x-slo-tpot-ms | '1e3'
            x-slo-ttlt-ms=99999999999            |                              | x-slo-ttlt-ms | '99999999999'
            x-slo-ttlt-ms=5;x-slo-ttlt-ms=6      |                              | x-slo-ttlt-ms | given once
            x-slo-ttlt-ms=5;x-slo-ttft-ms=6      |                              | x-slo-ttft-ms | beside the others
            x-slo-ttft-ms=bad                    | "slo": {"ttft_ms": 5}        | x-slo-ttft-ms | 'bad'
            x-slo-ttft-ms=5                      | "service_tier": "flex"       | x-slo-ttft-ms | both must be given
            x-gateway-inference-fairness-id=     |                              | x-gateway-inference-fairness-id | 1 to 128
                                                 | "service_tier": "goldd"      | service_tier  | Maybe gold
                                                 | "slo": 5                     | slo           | an object
                                                 | "slo": {"ttft_ms": "5"}      | slo.ttft_ms   | a number
            """)
    void whatMakesNoSenseIsRefusedByNameAndValue(
            @Nullable String headers, @Nullable String body, String param, String said) {
        ApiError error = catchThrowableOfType(
                ApiError.class, () -> decide(null, headers == null ? "" : headers, body == null ? "" : body));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.body().get("error").get("param").asString()).isEqualTo(param);
        assertThat(error.getMessage()).contains(said);
    }
}
