package dev.sangam.serve.engine;

import dev.sangam.serve.llama.LlamaGrammar;
import dev.sangam.serve.sampling.TokenConstraint;

/** llama.cpp's grammar as the sampler knows it. */
record GrammarConstraint(LlamaGrammar grammar) implements TokenConstraint {
    @Override
    public boolean allows(int token) {
        return grammar.allows(token);
    }

    @Override
    public void mask(float[] logits) {
        grammar.mask(logits);
    }

    @Override
    public void accept(int token) {
        grammar.accept(token);
    }
}
