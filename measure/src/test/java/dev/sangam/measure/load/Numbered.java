package dev.sangam.measure.load;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bodies that say which request they are, and what was answered before. */
final class Numbered implements RequestBodies {
    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public byte[] body(int request, List<String> answers) {
        return ("{\"n\":" + request + ",\"turn\":" + answers.size() + ",\"said\":\"" + String.join("|", answers)
                        + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int promptTokens(int request) {
        return 100 + request;
    }
}
