package dev.sangam.files.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.Section;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KvSectionTest {
    private static final KvSwap MACHINE = new KvSwap(1000, 20, 30);

    private static DeploymentFile file(String yaml) {
        return new DeploymentFile(Section.parse("d.yaml", yaml), Path.of(""));
    }

    private static @Nullable KvSwap swap(String yaml) {
        DeploymentFile file = file(yaml);
        KvSwap swap = file.kvCache(file.scheduler(8192)).swap(() -> MACHINE);
        file.done();
        return swap;
    }

    @Test
    void niyamaSavesKvUnlessToldOtherwiseAndItsBaselinesWhenToldTo() {
        assertThat(swap("scheduler: {policy: niyama}")).isEqualTo(MACHINE);
        assertThat(swap("{scheduler: {policy: niyama}, kv_cache: {swap: {tokens: 0}}}"))
                .isNull();
        assertThat(swap("scheduler: {policy: niyama, relegation: false}")).isNull();
        assertThat(swap("scheduler: {policy: edf}")).isNull();
        assertThat(swap("{scheduler: {policy: edf}, kv_cache: {swap: {}}}")).isEqualTo(MACHINE);
        assertThat(swap("scheduler: {policy: sarathi}")).isNull();
    }

    @Test
    void theFileOverridesTheMachine() {
        assertThat(swap("{scheduler: {policy: niyama}, kv_cache: {swap: {tokens: 7, save: 1.5us}}}"))
                .isEqualTo(new KvSwap(7, 1500, 30));
    }

    @Test
    void otherPoliciesHaveNoUseForIt() {
        assertThatThrownBy(() -> swap("{scheduler: {policy: sarathi}, kv_cache: {swap: {tokens: 7}}}"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("kv_cache.swap is given, but of the policies only niyama, fcfs, edf and srpf");
    }

    @Test
    void keysOfAReplicaSayTheSame() {
        SchedulerConfig niyama = file("scheduler: {policy: niyama}").scheduler(8192);
        KvConfig kv = new KvConfig(10, 16, 0, false, new KvSwap(7, 1500, 30));

        Object keys = DeploymentKeys.of(niyama, kv, 1).get("kv_cache");

        assertThat(keys).asString().endsWith("swap={tokens=7, save=1500ns, restore=30ns}}");
    }
}
