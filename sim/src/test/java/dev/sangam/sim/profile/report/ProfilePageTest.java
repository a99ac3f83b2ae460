package dev.sangam.sim.profile.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.browser.Browser;
import dev.sangam.files.Section;
import dev.sangam.files.output.TextStyle;
import dev.sangam.sim.hardware.HardwareCatalogue;
import dev.sangam.sim.profile.Profile;
import dev.sangam.sim.profile.SampleProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilePageTest {
    private static final Profile PROFILE = Profile.open(SampleProfile.path());

    @TempDir
    private Path folder;

    @Test
    void drawsTimesAndErrorsOfEveryOperator() throws IOException, InterruptedException {
        ProfileView view = withRoofline();
        Path page = Files.writeString(folder.resolve("profile.html"), ProfilePage.of(view));
        String dom = Browser.dom(page, folder);
        assertThat(dom)
                .contains("data-plots=\"" + 2 * view.operators().size() + "\"")
                .contains("id=\"times-attention_mixed\"", "id=\"errors-qkv_proj\"");
        assertThat(dom.split("<canvas", -1)).hasSize(2 * view.operators().size() + 1);
    }

    @Test
    void namesOfTheProfileAreTextOnThePage() throws IOException {
        Path copy = SampleProfile.copy(folder.resolve("copy"));
        Path meta = copy.resolve("meta.yaml");
        Files.writeString(
                meta,
                Files.readString(meta)
                        .replace("model: \"tiny-llama\"", "model: \"<script>alert(1)</script>\"")
                        .replace("hardware: \"cpu\"", "hardware: \"<img src=x onerror=alert(1)>\""));
        assertThat(ProfilePage.of(ProfileView.of(Profile.open(copy), 1, null, null)))
                .doesNotContain("<script>alert", "<img")
                .contains("&lt;script&gt;alert(1)");
    }

    @Test
    void withoutAKnownAcceleratorThereIsNoRooflineAndThePageSaysWhy() {
        ProfileView view = ProfileView.of(PROFILE, 1, null, null);
        assertThat(view.roofline()).isNull();
        assertThat(ProfilePage.of(view))
                .contains("hardware &#39;cpu&#39; is not in the catalogue. Maybe --hardware NAME");
        assertThat(ProfileJson.of(view)).doesNotContain("roofline_micros");
    }

    @Test
    void tablesAndJsonHaveTheSameFigures() {
        ProfileView view = withRoofline();
        List<String> lines = ProfileText.operators(view, TextStyle.PLAIN);
        assertThat(lines.getFirst()).contains("operator", "MAPE", "roofline");
        assertThat(lines).hasSize(view.operators().size() + 2);
        assertThat(lines.getLast()).startsWith("median of the operators").contains("%");
        Section json = Section.parse("json", ProfileJson.of(view));
        assertThat(json.sections("operators")).hasSameSizeAs(view.operators()).allSatisfy(operator -> {
            int points = operator.numbers("measured_micros").size();
            assertThat(points).isPositive();
            assertThat(operator.numbers("fit_micros")).hasSize(points);
            assertThat(operator.numbers("roofline_micros")).hasSize(points);
            assertThat(operator.section("held_out").number("mape_share", 0, 100))
                    .isPresent();
        });
    }

    @Test
    void oneOperatorIsShownPointByPoint() {
        ProfileView view = withRoofline().only(List.of("attention_decode"));
        List<String> lines = ProfileText.points(view, view.operators().getFirst(), TextStyle.PLAIN);
        assertThat(lines.get(1))
                .contains("n_decode", "kv_decode", "measured", "fit", "residual", "held out", "roofline");
        assertThat(lines).hasSizeGreaterThan(10);
        assertThatThrownBy(() -> view.only(List.of("attention")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--operator is 'attention'; the profile has [attention_decode]");
    }

    private static ProfileView withRoofline() {
        return ProfileView.of(PROFILE, 1, null, HardwareCatalogue.resolve("a30"));
    }
}
