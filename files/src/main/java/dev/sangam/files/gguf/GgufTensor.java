package dev.sangam.files.gguf;

import java.util.List;

/**
 * What a header says of a tensor.
 *
 * @param dimensions numbers along each axis, the contiguous one (a row's length) first
 * @param offset bytes from the start of the data section
 */
public record GgufTensor(String name, TensorType type, List<Long> dimensions, long offset) {
    public GgufTensor {
        dimensions = List.copyOf(dimensions);
        if (dimensions.isEmpty() || dimensions.size() > 4) {
            throw new IllegalArgumentException(name + " has " + dimensions.size() + " dimensions; there are 1 to 4");
        }
        for (long d : dimensions) {
            if (d < 1) {
                throw new IllegalArgumentException(name + " has a dimension of " + d + "; it must be >= 1");
            }
        }
        if (dimensions.getFirst() % type.blockSize() != 0) {
            throw new IllegalArgumentException(name + " has rows of " + dimensions.getFirst()
                    + ", which is no multiple of " + type.blockSize() + ", the block of " + type);
        }
    }

    public long rowLength() {
        return dimensions.getFirst();
    }

    public long rows() {
        return elements() / rowLength();
    }

    /** How many numbers it holds. */
    public long elements() {
        return dimensions.stream().reduce(1L, Math::multiplyExact);
    }

    public long bytes() {
        return Math.multiplyExact(elements() / type.blockSize(), (long) type.blockBytes());
    }
}
