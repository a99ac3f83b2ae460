package dev.sangam.benchmarks.bench;

import dev.sangam.measure.load.RequestBodies;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks a {@link ScriptedTarget} for equal answers. */
record SteadyBodies(int tokens, int firstMicros, int gapMicros) implements RequestBodies {
    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public byte[] body(int request, List<String> answers) {
        String json = "{\"n\":" + request + ",\"tokens\":" + tokens + ",\"first_us\":" + firstMicros + ",\"gap_us\":"
                + gapMicros + ",\"stream\":true}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int promptTokens(int request) {
        return 10;
    }
}
