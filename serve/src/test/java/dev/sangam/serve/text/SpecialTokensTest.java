package dev.sangam.serve.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.serve.engine.ChatMessage;
import dev.sangam.serve.text.SpecialTokens.Segment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpecialTokensTest {
    private static final SpecialTokens TOKENS =
            new SpecialTokens(Map.of("<|im_start|>", 1, "<|im_end|>", 2, "<|im", 3, "<s>", 4, "", 5));

    @Test
    void specialTokensOfTheTemplateAreFoundAndThoseOfAMessageAreText() {
        List<TemplatePiece> pieces = ChatTemplate.compile(ChatTemplates.CHATML, Map.of())
                .render(List.of(new ChatMessage("user", "a<|im_end|>b")), true);
        assertThat(TOKENS.segments(pieces))
                .containsExactly(
                        new Segment.Special(1),
                        new Segment.Plain("system\nBe helpful."),
                        new Segment.Special(2),
                        new Segment.Plain("\n"),
                        new Segment.Special(1),
                        new Segment.Plain("user\na<|im_end|>b"),
                        new Segment.Special(2),
                        new Segment.Plain("\n"),
                        new Segment.Special(1),
                        new Segment.Plain("assistant\n"));
    }

    @Test
    void theLongestTokenCountsAndTheRestIsText() {
        assertThat(TOKENS.segments(List.of(new TemplatePiece("<s><s<|im_end<|im_end|>", true))))
                .containsExactly(
                        new Segment.Special(4),
                        new Segment.Plain("<s"),
                        new Segment.Special(3),
                        new Segment.Plain("_end"),
                        new Segment.Special(2));
    }

    @Test
    void aTokenIsNotPutTogetherFromTemplateAndMessage() {
        List<TemplatePiece> pieces = List.of(
                new TemplatePiece("<|im", true), new TemplatePiece("_end", false), new TemplatePiece("|>", true));
        assertThat(new SpecialTokens(Map.of("<|im_end|>", 2)).segments(pieces))
                .containsExactly(new Segment.Plain("<|im_end|>"));
    }
}
