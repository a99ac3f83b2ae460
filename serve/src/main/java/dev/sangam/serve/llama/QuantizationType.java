package dev.sangam.serve.llama;

import dev.sangam.core.InputException;
import dev.sangam.files.gguf.TensorType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The number formats of a whole file that llama.cpp's quantizer makes without further data ({@code llama_ftype}). */
public enum QuantizationType {
    F32(0, TensorType.F32),
    F16(1, TensorType.F16),
    BF16(32, TensorType.BF16),
    Q8_0(7, TensorType.Q8_0),
    Q6_K(18, TensorType.Q6_K),
    Q5_K_M(17, TensorType.Q5_K),
    Q5_K_S(16, TensorType.Q5_K),
    Q5_1(9, TensorType.Q5_1),
    Q5_0(8, TensorType.Q5_0),
    Q4_K_M(15, TensorType.Q4_K),
    Q4_K_S(14, TensorType.Q4_K),
    Q4_1(3, TensorType.Q4_1),
    Q4_0(2, TensorType.Q4_0),
    IQ4_NL(25, TensorType.IQ4_NL),
    IQ4_XS(30, TensorType.IQ4_XS),
    Q3_K_L(13, TensorType.Q3_K),
    Q3_K_M(12, TensorType.Q3_K),
    Q3_K_S(11, TensorType.Q3_K),
    IQ3_M(27, TensorType.IQ3_S),
    IQ3_S(26, TensorType.IQ3_S),
    Q2_K(10, TensorType.Q2_K);

    private static final String NEED_IMPORTANCE = "iq1_s iq1_m iq2_xxs iq2_xs iq2_s iq2_m iq3_xxs iq3_xs q2_k_s";

    private final int code;
    private final TensorType tensorType;

    QuantizationType(int code, TensorType tensorType) {
        this.code = code;
        this.tensorType = tensorType;
    }

    /**
     * The type of a name such as {@code q4_k_m}, in capitals or not.
     *
     * @throws InputException when there is none, or it cannot be made without a matrix that says which weights matter
     */
    public static QuantizationType of(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        for (QuantizationType type : values()) {
            if (type.label().equals(lower)) {
                return type;
            }
        }
        if (Arrays.asList(NEED_IMPORTANCE.split(" ", -1)).contains(lower)) {
            throw new InputException("quantization type " + lower + " needs an importance matrix, which cannot be given"
                    + " here. Maybe quantize with llama.cpp's own tools and name the file");
        }
        throw new InputException("quantization type is '" + name + "'; it must be one of "
                + Arrays.stream(values()).map(QuantizationType::label).collect(Collectors.joining(", ")));
    }

    /** The name in small letters. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What most tensors have. */
    public TensorType tensorType() {
        return tensorType;
    }

    int code() {
        return code;
    }
}
