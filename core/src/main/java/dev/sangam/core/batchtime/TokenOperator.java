package dev.sangam.core.batchtime;

import java.util.Locale;

/** Operators whose time depends on the number of tokens alone, in Vidur's naming; times are per layer. */
public enum TokenOperator {
    ATTN_PRE_PROJ,
    ATTN_POST_PROJ,
    ATTN_ROPE,
    ATTN_KV_CACHE_SAVE,
    INPUT_LAYERNORM,
    MLP_UP_PROJ,
    MLP_DOWN_PROJ,
    MLP_ACT,
    POST_ATTENTION_LAYERNORM,
    ADD,
    /** Needed with tensor parallelism only; twice per layer. */
    ALL_REDUCE,
    /** Needed with pipeline parallelism only; once per stage that is not the last. */
    SEND_RECV;

    /** The name in file and column names, such as {@code attn_pre_proj}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True for the two collectives, which a model on a single device does not run. */
    public boolean optional() {
        return this == ALL_REDUCE || this == SEND_RECV;
    }
}
