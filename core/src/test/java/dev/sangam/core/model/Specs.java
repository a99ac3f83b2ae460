package dev.sangam.core.model;

/** Models and hardware for tests of the core, which cannot read the catalogues. */
public final class Specs {
    public static final ModelSpec LLAMA_3_8B = llama("llama-3-8b", 32, 4096, new Attention(32, 8, 128), 14336, 128256);
    public static final ModelSpec LLAMA_2_7B = llama("llama-2-7b", 32, 4096, new Attention(32, 32, 128), 11008, 32000);
    public static final ModelSpec MIXTRAL = new ModelSpec(
            "mixtral-8x7b",
            Family.LLAMA,
            32,
            4096,
            new Attention(32, 8, 128),
            new FeedForward.Mixture(8, 2, 14336, 0),
            32000,
            32768,
            false,
            Dtype.BF16,
            Dtype.BF16);
    public static final HardwareSpec A100 = new HardwareSpec(
            "a100",
            312e12,
            0,
            108,
            85_000_000_000L,
            2.039e12,
            new Interconnect(300e9, 10_000),
            new Interconnect(25e9, 30_000),
            8,
            2.21,
            AttentionKernels.SEPARATE,
            new Efficiency(0.75, 0.5, 0.8, 0.5, 4_000, 500_000));

    private Specs() {}

    private static ModelSpec llama(
            String name, int layers, int hidden, Attention attention, int intermediate, int vocabulary) {
        return new ModelSpec(
                name,
                Family.LLAMA,
                layers,
                hidden,
                attention,
                new FeedForward.Dense(intermediate, true),
                vocabulary,
                8192,
                false,
                Dtype.BF16,
                Dtype.BF16);
    }
}
