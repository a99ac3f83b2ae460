package dev.sangam.serve.process;

import dev.sangam.core.request.Slo;
import dev.sangam.serve.engine.SamplingParams;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Values of record types, drawn at random: a record that gets a new component is covered without a word. */
final class RandomRecords {
    private static final double[] DOUBLES = {
        0.0, -0.0, 1.0 / 3, -1e-300, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN
    };

    private final RandomGenerator random;

    RandomRecords(RandomGenerator random) {
        this.random = random;
    }

    /** All record types under a sealed one. */
    static List<Class<?>> leaves(Class<?> type) {
        if (!type.isSealed()) {
            return List.of(type);
        }
        return Arrays.stream(type.getPermittedSubclasses())
                .flatMap(sub -> leaves(sub).stream())
                .toList();
    }

    Object of(Type type) throws ReflectiveOperationException {
        if (type == SamplingParams.class) {
            return sampling();
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class ? list(arguments[0]) : map(arguments[0], arguments[1]);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        }
        if (raw.isSealed()) {
            List<Class<?>> leaves = leaves(raw);
            return of(leaves.get(random.nextInt(leaves.size())));
        }
        return raw.isRecord() ? record(raw) : simple(raw);
    }

    private Object simple(Class<?> type) {
        return switch (type.getName()) {
            case "int", "java.lang.Integer" -> random.nextInt();
            case "long" -> random.nextLong();
            case "boolean" -> random.nextBoolean();
            case "double", "java.lang.Double" ->
                random.nextBoolean() ? random.nextGaussian() : DOUBLES[random.nextInt(DOUBLES.length)];
            case "java.lang.String" -> string();
            case "[B" -> {
                byte[] bytes = new byte[random.nextInt(9)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case "[I" -> random.ints(random.nextInt(9)).toArray();
            case "[F" -> {
                float[] floats = new float[random.nextInt(9)];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = (float) random.nextGaussian();
                }
                yield floats;
            }
            default -> throw new AssertionError("no values for " + type);
        };
    }

    private Object record(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = isNullable(components[i]) && random.nextBoolean() ? null : of(components[i].getGenericType());
            if (Slo.class.isAssignableFrom(type)) {
                values[i] = 1 + (random.nextLong() >>> 2); // a duration is positive
            }
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static boolean isNullable(RecordComponent component) {
        AnnotatedElement type = component.getAnnotatedType();
        return type.isAnnotationPresent(Nullable.class);
    }

    private List<Object> list(Type element) throws ReflectiveOperationException {
        List<Object> list = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            list.add(of(element));
        }
        return list;
    }

    private Map<Object, Object> map(Type key, Type value) throws ReflectiveOperationException {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            map.put(of(key), of(value));
        }
        return map;
    }

    /** Any UTF-16 units, half surrogate pairs too. Never blank: a name may not be. */
    private String string() {
        StringBuilder text = new StringBuilder("s");
        for (int n = random.nextInt(12); n > 0; n--) {
            text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(1 << 16)));
        }
        return text.toString();
    }

    private SamplingParams sampling() {
        return new SamplingParams(
                random.nextDouble() * 2,
                random.nextInt(1000),
                1 - random.nextDouble(),
                random.nextDouble(),
                0.1 + random.nextDouble(),
                random.nextDouble() * 4 - 2,
                random.nextDouble() * 4 - 2,
                Map.of(random.nextInt(), random.nextDouble() * 100),
                random.nextLong(),
                random.nextInt(22) - 1);
    }
}
