package dev.sangam.files.gguf;

import org.jspecify.annotations.Nullable;

/** The types of metadata values. */
public enum ValueType {
    UINT8(0, 1),
    INT8(1, 1),
    UINT16(2, 2),
    INT16(3, 2),
    UINT32(4, 4),
    INT32(5, 4),
    FLOAT32(6, 4),
    BOOL(7, 1),
    STRING(8, 8),
    ARRAY(9, 12),
    UINT64(10, 8),
    INT64(11, 8),
    FLOAT64(12, 8);

    private final int id;
    private final int leastBytes;

    ValueType(int id, int leastBytes) {
        this.id = id;
        this.leastBytes = leastBytes;
    }

    /** Its number in the file. */
    int id() {
        return id;
    }

    /** The fewest bytes that one value takes. */
    int leastBytes() {
        return leastBytes;
    }

    static @Nullable ValueType of(int id) {
        for (ValueType type : values()) {
            if (type.id == id) {
                return type;
            }
        }
        return null;
    }
}
