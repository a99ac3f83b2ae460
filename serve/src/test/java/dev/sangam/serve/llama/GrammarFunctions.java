package dev.sangam.serve.llama;

import static dev.sangam.serve.llama.Symbols.INT;
import static dev.sangam.serve.llama.Symbols.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of llama.h about grammars, which are samplers there. */
final class GrammarFunctions {
    private final MethodHandle compile;
    private final MethodHandle accept;
    private final MethodHandle apply;
    private final MethodHandle reset;
    private final MethodHandle free;

    GrammarFunctions(Symbols symbols) {
        compile = symbols.function("llama_sampler_init_grammar", POINTER, POINTER, POINTER, POINTER);
        accept = symbols.function("llama_sampler_accept", null, POINTER, INT);
        apply = symbols.function("llama_sampler_apply", null, POINTER, POINTER);
        reset = symbols.function("llama_sampler_reset", null, POINTER);
        free = symbols.function("llama_sampler_free", null, POINTER);
    }

    MemorySegment compile(MemorySegment vocabulary, MemorySegment text, MemorySegment root) {
        try {
            return (MemorySegment) compile.invokeExact(vocabulary, text, root);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    void accept(MemorySegment sampler, int token) {
        try {
            accept.invokeExact(sampler, token);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    void apply(MemorySegment sampler, MemorySegment candidates) {
        try {
            apply.invokeExact(sampler, candidates);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    void reset(MemorySegment sampler) {
        try {
            reset.invokeExact(sampler);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    void free(MemorySegment sampler) {
        try {
            free.invokeExact(sampler);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }
}
