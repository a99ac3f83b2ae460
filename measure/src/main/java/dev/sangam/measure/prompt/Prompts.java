package dev.sangam.measure.prompt;

/** The prompt of every request of a workload; equal calls give equal prompts, from any thread. */
interface Prompts {
    /** What request {@code request} adds to its conversation. */
    PromptContent content(int request);

    /** How many tokens that is, with what the model puts around it; -1 when not known. */
    int tokens(int request);

    /** How prompts got their lengths and how exact they are. */
    String lengths();
}
