package dev.sangam.measure.load;

import java.util.List;

/** Makes what is sent. Many threads ask at once, ahead of a request's time where that is possible. */
public interface RequestBodies {
    /** Where requests are posted, after the endpoint's address: {@code /v1/chat/completions}. */
    String path();

    /**
     * The JSON of a request; equal calls give equal bytes.
     *
     * @param request number of the request in the workload
     * @param answers texts of the answers so far in its conversation, in order; none for the first turn
     */
    byte[] body(int request, List<String> answers);

    /** Prompt tokens of the request as it was made, the answers of earlier turns aside; -1 when not known. */
    int promptTokens(int request);
}
