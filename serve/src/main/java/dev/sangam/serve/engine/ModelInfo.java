package dev.sangam.serve.engine;

/**
 * What is served.
 *
 * @param id name on the wire ({@code model} of a request)
 * @param description architecture, size and weight type, for people
 * @param contextTokens longest sequence, prompt and output together
 * @param vocabularySize number of token ids
 * @param embeddingSize length of an embedding; 0 when the model has none to give
 * @param chat whether it has a chat template
 * @param parameters number of weights
 * @param sizeBytes size of the weights
 * @param kvBlocks KV blocks
 * @param blockTokens tokens per KV block
 * @param prefixCaching whether computed prefixes are kept and reused
 */
public record ModelInfo(
        String id,
        String description,
        int contextTokens,
        int vocabularySize,
        int embeddingSize,
        boolean chat,
        long parameters,
        long sizeBytes,
        int kvBlocks,
        int blockTokens,
        boolean prefixCaching) {}
