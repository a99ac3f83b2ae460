package dev.sangam.serve.http;

import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import dev.sangam.serve.engine.SamplingParams;
import java.util.List;

/**
 * What a client wants generated: a body of {@code /v1/chat/completions} or {@code /v1/completions}, checked.
 *
 * @param style in which words it is answered
 * @param prompts what to go on from; more than one only for completions
 * @param n outputs per prompt
 * @param maxTokens most output tokens; 0 for as many as the context allows
 * @param sampling how tokens are chosen, of the first output of a prompt
 * @param stop strings that end an output
 * @param format what an output must look like
 * @param ignoreEos whether the model's end-of-generation token does not end it
 * @param stream whether tokens are sent as they come
 * @param includeUsage whether a stream ends with token counts
 * @param echo whether the text begins with the prompt
 * @param qos class of service, importance and tenant
 */
record Ask(
        Style style,
        List<Prompt> prompts,
        int n,
        int maxTokens,
        SamplingParams sampling,
        List<String> stop,
        ResponseFormat format,
        boolean ignoreEos,
        boolean stream,
        boolean includeUsage,
        boolean echo,
        Qos qos) {

    /** Outputs in all. */
    int choices() {
        return prompts.size() * n;
    }

    boolean logprobs() {
        return sampling.logprobs() >= 0;
    }

    /** How tokens of an output are chosen: outputs of one prompt differ by their seeds. */
    SamplingParams sampling(int choice) {
        SamplingParams s = sampling;
        return new SamplingParams(
                s.temperature(),
                s.topK(),
                s.topP(),
                s.minP(),
                s.repetitionPenalty(),
                s.frequencyPenalty(),
                s.presencePenalty(),
                s.logitBias(),
                s.seed() + choice % n,
                s.logprobs());
    }
}
