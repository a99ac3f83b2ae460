package dev.sangam.files.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.files.Section;
import dev.sangam.files.workload.BuiltInWorkloads;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerSectionTest {
    private static final Map<String, QosClass> CLASSES = BuiltInWorkloads.classes();

    private static ServerConfig read(String yaml) {
        Section root = Section.parse("pool.yaml", yaml);
        ServerConfig config = ServerSection.read(root, Path.of("/etc/pool"), CLASSES);
        root.done();
        return config;
    }

    private static QosClass known(String name) {
        return Objects.requireNonNull(CLASSES.get(name));
    }

    @Test
    void nothingSaidIsAServerForThisMachineAlone() {
        ServerConfig config = ServerSection.read(Section.empty(), Path.of(""), CLASSES);

        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.limits()).isEqualTo(ServerLimits.DEFAULT);
        assertThat(config.tenants()).isEmpty();
        assertThat(config.corsOrigins()).isEmpty();
        assertThat(config.defaultTier().qos()).isEqualTo(known("interactive"));
        assertThat(config.tiers()).containsKeys("default", "priority", "flex", "chat", "batch", "best-effort");
        assertThat(config.tiers())
                .containsEntry("priority", new Tier("priority", known("interactive"), -1))
                .containsEntry(
                        "flex", new Tier("flex", new QosClass("flex", new Slo.NonInteractive(600_000_000_000L)), 0));
    }

    @Test
    void everythingCanBeSaid() {
        ServerConfig config = read("""
                server:
                  host: 0.0.0.0
                  port: 0
                  cors_origins: ["https://a.example"]
                  tiers: [{name: default, class: batch}, {name: gold, class: code, priority: -3}]
                  max_body_bytes: 1024
                  max_header_bytes: 2048
                  max_connections: 3
                  max_waiting: 4
                  max_tenant_waiting: 5
                  max_choices: 6
                  max_backlog_bytes: 7000
                  idle_timeout: 8s
                  body_timeout: 9s
                  write_timeout: 10s
                  drain_limit: 11s
                tenants:
                  - name: ann
                    keys: [{env: ANN}, {file: ann.key}]
                    default_tier: gold
                    tightest_class: chat
                    top_priority: 2
                    max_waiting: 12
                    max_in_flight: 13
                    gateway: true
                  - {name: bob}
                """);

        assertThat(config.limits())
                .isEqualTo(new ServerLimits(
                        1024,
                        2048,
                        3,
                        4,
                        5,
                        6,
                        7000,
                        8_000_000_000L,
                        9_000_000_000L,
                        10_000_000_000L,
                        11_000_000_000L));
        Tenant ann = config.tenants().getFirst();
        assertThat(ann.keys())
                .containsExactly(new KeySource.Environment("ANN"), new KeySource.KeyFile(Path.of("/etc/pool/ann.key")));
        assertThat(ann.defaultTier().name()).isEqualTo("gold");
        assertThat(ann.tightest()).isEqualTo(known("chat").slo());
        assertThat(ann.topPriority()).isEqualTo(2);
        assertThat(ann.maxWaiting()).isEqualTo(12);
        assertThat(ann.maxInFlight()).isEqualTo(13);
        assertThat(ann.gateway()).isTrue();
        Tenant bob = config.tenants().getLast();
        assertThat(bob.defaultTier().qos()).isEqualTo(known("batch"));
        assertThat(bob.tightest()).isEqualTo(known("batch").slo());
        assertThat(bob.maxWaiting()).isEqualTo(5);
    }

    @Test
    void aClassMayHaveLimitsOfItsOwn() {
        ServerConfig config =
                read("server: {class_limits: [{class: batch, max_waiting: 14}, {class: custom, max_wait: 15s}]}");

        assertThat(config.limit("batch")).isEqualTo(new ClassLimit(14, 0));
        assertThat(config.limit("custom")).isEqualTo(new ClassLimit(Integer.MAX_VALUE, 15_000_000_000L));
        assertThat(config.limit("chat")).isEqualTo(ClassLimit.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            server: {prot: 1}                                         | pool.yaml:1: server.prot is not a key known here
            server: {port: 65536}                                     | server.port is 65536
            server: {tiers: [{name: x, class: gold}]}                 | server.tiers[0].class is 'gold', which is not known
            server: {idle_timeout: fast}                              | server.idle_timeout is 'fast'
            server: {class_limits: [{class: bach}]}                   | server.class_limits[0].class is 'bach', which is not known. Maybe batch
            server: {class_limits: [{class: chat}, {class: chat}]}    | server.class_limits[1].class is 'chat' a second time
            server: {class_limits: [{class: chat, max_wait: 0s}]}     | max_wait
            tenants: [{name: a}, {name: a}]                           | tenants[1].name is 'a' a second time
            tenants: [{keys: []}]                                     | tenants[0].name is missing
            tenants: [{name: a, default_tier: chatt}]                 | Maybe chat
            tenants: [{name: a, keys: [{env: A, file: b}]}]           | one of them alone
            tenants: [{name: a, keys: [{plain: A}]}]                  | tenants[0].keys[0].sha256 is missing
            tenants: [{name: a, keys: [{sha256: abc}]}]               | must be 64 hexadecimal digits
            """)
    void whatMakesNoSenseIsRefusedWithItsPlace(String yaml, String said) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(InputException.class).hasMessageContaining(said);
    }
}
