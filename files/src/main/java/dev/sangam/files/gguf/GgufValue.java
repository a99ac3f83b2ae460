package dev.sangam.files.gguf;

import java.util.List;
import java.util.stream.IntStream;

/** A metadata value. */
public sealed interface GgufValue {
    ValueType type();

    /**
     * A whole number.
     *
     * @param value for {@link ValueType#UINT64} its 64 bits, so that values from 2^63 are negative
     */
    record Whole(ValueType type, long value) implements GgufValue {}

    /** A floating-point number. */
    record Real(ValueType type, double value) implements GgufValue {}

    /** True or false. */
    record Flag(boolean value) implements GgufValue {
        @Override
        public ValueType type() {
            return ValueType.BOOL;
        }
    }

    /** A string. */
    record Text(String value) implements GgufValue {
        @Override
        public ValueType type() {
            return ValueType.STRING;
        }
    }

    /** An array, whose items all have the type {@code element}. */
    record Sequence(ValueType element, List<GgufValue> items) implements GgufValue {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public ValueType type() {
            return ValueType.ARRAY;
        }
    }

    static GgufValue of(String value) {
        return new Text(value);
    }

    static GgufValue of(boolean value) {
        return new Flag(value);
    }

    static GgufValue of(float value) {
        return new Real(ValueType.FLOAT32, value);
    }

    /** An unsigned 32-bit number, which most counts are. */
    static GgufValue of(int value) {
        return new Whole(ValueType.UINT32, value);
    }

    static GgufValue texts(List<String> values) {
        return new Sequence(
                ValueType.STRING, values.stream().<GgufValue>map(Text::new).toList());
    }

    static GgufValue wholes(int... values) {
        return new Sequence(
                ValueType.INT32,
                IntStream.of(values)
                        .<GgufValue>mapToObj(v -> new Whole(ValueType.INT32, v))
                        .toList());
    }
}
