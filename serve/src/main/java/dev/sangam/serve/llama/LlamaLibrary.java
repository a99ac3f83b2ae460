package dev.sangam.serve.llama;

import static dev.sangam.serve.llama.Symbols.INT;
import static dev.sangam.serve.llama.Symbols.POINTER;

import dev.sangam.core.InputException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * llama.cpp, loaded into this process: once, from one folder, and for good. Safe for use by several threads.
 *
 * <p>A library whose structs lie differently from what this binding was written for is refused before anything is done
 * with it. llama.cpp's own log is silent; its last warnings become part of the exceptions thrown here.
 */
public final class LlamaLibrary {
    private static @Nullable LlamaLibrary loaded;

    private final Path folder;
    private final Symbols symbols;
    private final String version;
    private final String systemInfo;

    final ModelFunctions models;
    final VocabularyFunctions vocabularies;
    final ContextFunctions contexts;

    /** The address of the C library's {@code strlen}. */
    final MemorySegment strlen;

    private LlamaLibrary(NativeFolder natives) {
        folder = natives.path();
        symbols = open(natives);
        version = checkedVersion(symbols, folder);
        refuse(folder, Abi.disagreements(symbols));

        models = new ModelFunctions(symbols);
        vocabularies = new VocabularyFunctions(symbols);
        contexts = new ContextFunctions(symbols);
        strlen = Symbols.ofSystem().address("strlen");
        systemInfo = start(symbols, folder);
    }

    /**
     * The library of this process: loaded by the first call, and the same for every later one.
     *
     * @param folder llama.cpp's libraries, or empty for those that came with the product
     * @throws InputException when there are none for this machine, they cannot be loaded, they are of a release this
     *     binding does not know, or another folder's are loaded already
     */
    public static synchronized LlamaLibrary load(Optional<Path> folder) {
        if (loaded == null) {
            setNoBacktrace();
            loaded = new LlamaLibrary(
                    folder.map(NativeFolder::of).orElseGet(() -> NativeFolder.packaged(NativeFolder.cache())));
        } else if (folder.isPresent() && !folder.get().toAbsolutePath().equals(loaded.folder)) {
            throw new InputException(folder.get() + " cannot be used: this process has loaded llama.cpp from "
                    + loaded.folder + " already.");
        }
        return loaded;
    }

    /** The release, such as 0.5.0. */
    public String version() {
        return version;
    }

    /** The backends and the processor features that they use, as llama.cpp words it. */
    public String systemInfo() {
        return systemInfo;
    }

    /** Where the libraries lie. */
    public Path folder() {
        return folder;
    }

    Symbols symbols() {
        return symbols;
    }

    /** A struct of parameters with the library's defaults. */
    MemorySegment defaults(String function, Arena arena) {
        return Abi.defaults(symbols, function, arena);
    }

    // ggml first: the other library finds it in memory then.
    private static Symbols open(NativeFolder natives) {
        try {
            return Symbols.of(natives.ggml(), natives.llama());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "llama.cpp in " + natives.path() + " cannot be loaded: " + e.getMessage()
                            + ". Maybe it is for another system, or a library that it needs is missing.",
                    e);
        }
    }

    static String checkedVersion(Symbols symbols, Path folder) {
        if (!symbols.has("llama_version")) {
            throw refusal(folder, "it does not tell its version, so it is older");
        }
        MethodHandle ask = symbols.function("llama_version", POINTER);
        String version;
        try {
            version = Symbols.text((MemorySegment) ask.invokeExact());
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
        if (!Abi.isKnown(version)) {
            throw refusal(folder, "its version is " + version);
        }
        return version;
    }

    /** Silences the log and loads the backends; returns what they are. */
    private static String start(Symbols symbols, Path folder) {
        MethodHandle logTo = symbols.function("llama_log_set", null, POINTER, POINTER);
        MethodHandle loadBackends = symbols.function("ggml_backend_load_all_from_path", null, POINTER);
        MethodHandle initialize = symbols.function("llama_backend_init", null);
        MethodHandle print = symbols.function("llama_print_system_info", POINTER);
        if (!symbols.missing().isEmpty()) {
            throw refusal(folder, "it lacks " + String.join(", ", symbols.missing()));
        }
        try (Arena arena = Arena.ofConfined()) {
            logTo.invokeExact(NativeLog.callback(), MemorySegment.NULL);
            loadBackends.invokeExact(arena.allocateFrom(folder.toString()));
            initialize.invokeExact();
            return Symbols.text((MemorySegment) print.invokeExact()).strip();
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    private static void refuse(Path folder, List<String> reasons) {
        if (!reasons.isEmpty()) {
            throw refusal(folder, String.join("; ", reasons));
        }
    }

    private static InputException refusal(Path folder, String reason) {
        return new InputException("llama.cpp in " + folder + " is not one that this version of Sangam works with: "
                + reason + ". It must be llama.cpp v" + Abi.VERSION + ", whose structs it knows.");
    }

    // A failed check in llama.cpp starts a debugger for a backtrace, unless told not to before it is loaded.
    private static void setNoBacktrace() {
        Symbols system = Symbols.ofSystem();
        if (!system.has("setenv")) {
            return;
        }
        MethodHandle setenv = system.function("setenv", INT, POINTER, POINTER, INT);
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) setenv.invokeExact(arena.allocateFrom("GGML_NO_BACKTRACE"), arena.allocateFrom("1"), 1);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }
}
