package dev.sangam.serve.llama;

/** How the embeddings of a sequence's tokens become one. */
public enum PoolingType {
    /** They do not. */
    NONE(0),
    /** The mean of them all. */
    MEAN(1),
    /** The first one. */
    CLS(2),
    /** The last one. */
    LAST(3),
    /** Not an embedding but the score of a reranking model. */
    RANK(4);

    private final int code;

    PoolingType(int code) {
        this.code = code;
    }

    static PoolingType of(int code) {
        for (PoolingType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalStateException("llama.cpp knows a pooling type " + code + " that this binding does not");
    }

    int code() {
        return code;
    }
}
