package dev.sangam.serve.engine;

import dev.sangam.core.request.QosClass;
import java.util.List;

/**
 * A request as it reaches the engine: every field checked, the QoS class decided.
 *
 * @param id unique among all requests of this process, ascending
 * @param prompt what to go on from
 * @param maxTokens most output tokens; 0 for as many as the context allows
 * @param sampling how tokens are chosen
 * @param stop strings that end the output and are not part of it; at most 16
 * @param format what the output must look like
 * @param ignoreEos whether the model's end-of-generation token does not end it (for load tests)
 * @param qos class of service
 * @param priority importance, lower is more important
 * @param tenant who pays
 * @param maxWaitNanos it is refused if its prompt is predicted to be computed later than this after it came; 0 for any time
 */
public record GenerationRequest(
        long id,
        Prompt prompt,
        int maxTokens,
        SamplingParams sampling,
        List<String> stop,
        ResponseFormat format,
        boolean ignoreEos,
        QosClass qos,
        int priority,
        String tenant,
        long maxWaitNanos) {}
