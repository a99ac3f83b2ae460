package dev.sangam.serve.llama;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of native libraries, found by name. Everything that Java calls unsafe is done in this class. */
@SuppressWarnings("restricted")
final class Symbols {
    static final AddressLayout POINTER = ValueLayout.ADDRESS;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfBoolean BOOL = ValueLayout.JAVA_BOOLEAN;

    // Any address but 0 makes a handle; whoever asks refuses the library before one of these is called.
    private static final MemorySegment NOWHERE = MemorySegment.ofAddress(1);

    private final SymbolLookup lookup;
    private final List<String> missing = new ArrayList<>();

    Symbols(SymbolLookup lookup) {
        this.lookup = lookup;
    }

    /** What the C library has. */
    static Symbols ofSystem() {
        return new Symbols(Linker.nativeLinker().defaultLookup());
    }

    /**
     * What libraries have, the first first. They are loaded in this order and stay for good.
     *
     * @throws IllegalArgumentException when one of them cannot be loaded
     */
    static Symbols of(Path first, Path second) {
        return new Symbols(SymbolLookup.libraryLookup(first, Arena.global())
                .or(SymbolLookup.libraryLookup(second, Arena.global())));
    }

    /** The names asked for so far that no library has. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    boolean has(String name) {
        return lookup.find(name).isPresent();
    }

    /** Where a function or variable lies. A missing one is noted, and what is returned must not be used. */
    MemorySegment address(String name) {
        return lookup.find(name).orElseGet(() -> {
            missing.add(name);
            return NOWHERE;
        });
    }

    /** A C function; a result of {@code null} stands for void. A missing one is noted and must not be called. */
    MethodHandle function(String name, @Nullable MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        address(name),
                        result == null
                                ? FunctionDescriptor.ofVoid(parameters)
                                : FunctionDescriptor.of(result, parameters));
    }

    /** A function pointer for native code to call, valid as long as the process lives. */
    static MemorySegment callback(MethodHandle target, FunctionDescriptor type) {
        return Linker.nativeLinker().upcallStub(target, type, Arena.global());
    }

    /** The memory at a pointer that native code gave us. */
    static MemorySegment view(MemorySegment pointer, long bytes) {
        return pointer.reinterpret(bytes);
    }

    /** The text at a C string, or an empty one at a null pointer. */
    static String text(MemorySegment pointer) {
        return pointer.address() == 0 ? "" : view(pointer, Long.MAX_VALUE).getString(0);
    }

    /** What a call of a C function cannot throw. */
    static AssertionError unexpected(Throwable cause) {
        return new AssertionError("a native call failed: " + cause.getMessage(), cause);
    }
}
