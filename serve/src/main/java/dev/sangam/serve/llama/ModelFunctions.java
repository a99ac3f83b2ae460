package dev.sangam.serve.llama;

import static dev.sangam.serve.llama.Symbols.BOOL;
import static dev.sangam.serve.llama.Symbols.INT;
import static dev.sangam.serve.llama.Symbols.LONG;
import static dev.sangam.serve.llama.Symbols.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of llama.h about models. */
final class ModelFunctions {
    private final MethodHandle load;
    private final MethodHandle free;
    private final MethodHandle vocabulary;
    private final MethodHandle trainedContext;
    private final MethodHandle embeddingSize;
    private final MethodHandle layers;
    private final MethodHandle classes;
    private final MethodHandle isRecurrent;
    private final MethodHandle isHybrid;
    private final MethodHandle hasDecoder;
    private final MethodHandle hasEncoder;
    private final MethodHandle parameters;
    private final MethodHandle sizeBytes;
    private final MethodHandle describe;
    private final MethodHandle metadata;
    private final MethodHandle chatTemplate;
    private final MethodHandle quantize;

    ModelFunctions(Symbols symbols) {
        load = symbols.function("llama_model_load_from_file", POINTER, POINTER, Abi.MODEL_PARAMS);
        free = symbols.function("llama_model_free", null, POINTER);
        vocabulary = symbols.function("llama_model_get_vocab", POINTER, POINTER);
        trainedContext = symbols.function("llama_model_n_ctx_train", INT, POINTER);
        embeddingSize = symbols.function("llama_model_n_embd_out", INT, POINTER);
        layers = symbols.function("llama_model_n_layer", INT, POINTER);
        classes = symbols.function("llama_model_n_cls_out", INT, POINTER);
        isRecurrent = symbols.function("llama_model_is_recurrent", BOOL, POINTER);
        isHybrid = symbols.function("llama_model_is_hybrid", BOOL, POINTER);
        hasDecoder = symbols.function("llama_model_has_decoder", BOOL, POINTER);
        hasEncoder = symbols.function("llama_model_has_encoder", BOOL, POINTER);
        parameters = symbols.function("llama_model_n_params", LONG, POINTER);
        sizeBytes = symbols.function("llama_model_size", LONG, POINTER);
        describe = symbols.function("llama_model_desc", INT, POINTER, POINTER, LONG);
        metadata = symbols.function("llama_model_meta_val_str", INT, POINTER, POINTER, POINTER, LONG);
        chatTemplate = symbols.function("llama_model_chat_template", POINTER, POINTER, POINTER);
        quantize = symbols.function("llama_model_quantize", INT, POINTER, POINTER, POINTER);
    }

    MemorySegment load(MemorySegment path, MemorySegment parameters) {
        try {
            return (MemorySegment) load.invokeExact(path, parameters);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    void free(MemorySegment model) {
        try {
            free.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    MemorySegment vocabulary(MemorySegment model) {
        try {
            return (MemorySegment) vocabulary.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int trainedContext(MemorySegment model) {
        try {
            return (int) trainedContext.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int embeddingSize(MemorySegment model) {
        try {
            return (int) embeddingSize.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int layers(MemorySegment model) {
        try {
            return (int) layers.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int classes(MemorySegment model) {
        try {
            return (int) classes.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    boolean isRecurrent(MemorySegment model) {
        try {
            return (boolean) isRecurrent.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    boolean isHybrid(MemorySegment model) {
        try {
            return (boolean) isHybrid.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    boolean hasDecoder(MemorySegment model) {
        try {
            return (boolean) hasDecoder.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    boolean hasEncoder(MemorySegment model) {
        try {
            return (boolean) hasEncoder.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    long parameters(MemorySegment model) {
        try {
            return (long) parameters.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    long sizeBytes(MemorySegment model) {
        try {
            return (long) sizeBytes.invokeExact(model);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int describe(MemorySegment model, MemorySegment buffer, long capacity) {
        try {
            return (int) describe.invokeExact(model, buffer, capacity);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int metadata(MemorySegment model, MemorySegment key, MemorySegment buffer, long capacity) {
        try {
            return (int) metadata.invokeExact(model, key, buffer, capacity);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    MemorySegment chatTemplate(MemorySegment model, MemorySegment name) {
        try {
            return (MemorySegment) chatTemplate.invokeExact(model, name);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int quantize(MemorySegment from, MemorySegment to, MemorySegment parameters) {
        try {
            return (int) quantize.invokeExact(from, to, parameters);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }
}
