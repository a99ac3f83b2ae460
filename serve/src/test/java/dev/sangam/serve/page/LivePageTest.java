package dev.sangam.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.serve.page.LivePage.PageFile;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LivePageTest {
    private static final Pattern LOADED =
            Pattern.compile("(?:src|href)=\"([^\"#:]+\\.[a-z]+)\"|from '([^']+)'", Pattern.MULTILINE);

    @Test
    void everythingThatThePageLoadsIsServed() {
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> left = new ArrayDeque<>(Set.of("/"));
        while (!left.isEmpty()) {
            String path = left.remove();
            if (seen.add(path)) {
                PageFile file = LivePage.at(path).orElseThrow(() -> new AssertionError(path + " is not served"));
                LOADED.matcher(file.text())
                        .results()
                        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                        .forEach(name -> left.add(URI.create(path).resolve(name).getPath()));
            }
        }
        assertThat(seen).contains("/page/main.js", "/page/plots.js", "/page/uplot.js", "/page/icon.svg");
    }

    @Test
    void itsPolicyAllowsNoInlineCodeAndNoOtherHost() {
        PageFile index = LivePage.at("/").orElseThrow();
        assertThat(index.contentType()).isEqualTo("text/html; charset=utf-8");
        assertThat(index.text())
                .contains("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
                .doesNotContain("unsafe", "style=", "onclick=", "://")
                .doesNotContainPattern("<script(?! src)|<style");
    }

    @Test
    void otherPathsDoNotExist() {
        assertThat(LivePage.at("/page/")).isEmpty();
        assertThat(LivePage.at("/page/../LivePage.class")).isEmpty();
        assertThat(LivePage.at("/page/LivePage.class")).isEmpty();
        assertThat(LivePage.at("")).isEmpty();
    }
}
