package dev.sangam.serve.llama;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sangam.core.InputException;
import dev.sangam.files.gguf.GgufFile;
import dev.sangam.files.gguf.GgufTensor;
import dev.sangam.files.gguf.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** llama.cpp's quantizer: a model's file in another number format. */
public final class Quantizer {
    private static final String REASON = "failed to quantize: ";

    // The formats that mix types give some tensors more bits than the type of most.
    private static final double MIX = 1.25;

    private Quantizer() {}

    /**
     * Writes a model in another number format: to a file beside the target, which then takes its name. Where a tensor's rows
     * are no multiple of the type's block (256 numbers for the K types), llama.cpp gives it a type of smaller blocks, and as a
     * rule more bits.
     *
     * @param from a GGUF file of F32, F16 or BF16
     * @param to replaced where it exists
     * @param threads that convert
     * @throws InputException when the source is damaged or quantized already, or the disk has no room
     */
    public static Quantized quantize(LlamaLibrary library, Path from, Path to, QuantizationType type, int threads) {
        GgufFile source = GgufFile.read(from);
        refuseQuantized(source, type);
        Path target = to.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new InputException(to + " is a folder; the quantized model must be a file");
        }
        try {
            if (Files.exists(target) && Files.isSameFile(from, target)) {
                throw new InputException(to + " is the model that is to be quantized; it must be another file");
            }
            Files.createDirectories(folder);
            checkRoom(source, folder, type);
            // Not a temporary file of Java's, which nobody else may read.
            Path part = folder.resolve(
                    "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            try {
                write(library, from, part, type, threads);
                Quantized written = inventory(GgufFile.read(part), target, type);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
                return written;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new InputException(to + " cannot be written: " + e, e);
        }
    }

    /**
     * What a file holds that was made before.
     *
     * @throws InputException when it is damaged
     */
    public static Quantized inspect(Path file, QuantizationType type) {
        return inventory(GgufFile.read(file), file, type);
    }

    private static void refuseQuantized(GgufFile source, QuantizationType type) {
        for (GgufTensor tensor : source.tensors()) {
            if (tensor.dimensions().size() > 1 && tensor.type().blockSize() > 1) {
                throw new InputException(source.path() + " is quantized already: " + tensor.name() + " is "
                        + tensor.type() + ". What is quantized twice is worse than what is quantized once. Maybe make "
                        + type.label() + " from the F16 or F32 file that it was made from");
            }
        }
    }

    private static void checkRoom(GgufFile source, Path folder, QuantizationType type) throws IOException {
        long room = Files.getFileStore(folder).getUsableSpace();
        double wanted = source.dataStart();
        for (GgufTensor tensor : source.tensors()) {
            wanted += tensor.dimensions().size() > 1
                    ? Math.min(
                            MIX * bytes(tensor, type.tensorType()),
                            Math.max(tensor.bytes(), bytes(tensor, type.tensorType())))
                    : tensor.bytes();
        }
        if (room < wanted) {
            throw new InputException(String.format(
                    Locale.ROOT,
                    "%s has room for %.1f MB; %s as %s takes about %.1f MB. Maybe name another folder",
                    folder,
                    room / 1e6,
                    source.path().getFileName(),
                    type.label(),
                    wanted / 1e6));
        }
    }

    private static double bytes(GgufTensor tensor, TensorType type) {
        return (double) tensor.elements() * type.blockBytes() / type.blockSize();
    }

    private static void write(LlamaLibrary library, Path from, Path to, QuantizationType type, int threads) {
        NativeLog.clear();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = library.defaults("llama_model_quantize_default_params", arena);
            parameters.set(JAVA_INT, Abi.QUANTIZE_THREADS, threads);
            parameters.set(JAVA_INT, Abi.QUANTIZE_FILE_TYPE, type.code());
            int code = library.models.quantize(
                    arena.allocateFrom(from.toAbsolutePath().toString()),
                    arena.allocateFrom(to.toString()),
                    parameters);
            if (code != 0) {
                String log = NativeLog.last();
                int reason = log.lastIndexOf(REASON);
                throw new InputException(from + " cannot be quantized to " + type.label() + ": "
                        + (reason < 0 ? log : log.substring(reason + REASON.length())));
            }
        }
    }

    private static Quantized inventory(GgufFile written, Path target, QuantizationType type) {
        LinkedHashMap<TensorType, Integer> tensors = new LinkedHashMap<>();
        List<String> fallbacks = new ArrayList<>();
        for (GgufTensor tensor : written.tensors()) {
            tensors.merge(tensor.type(), 1, Integer::sum);
            if (tensor.type() != TensorType.F32
                    && tensor.type() != type.tensorType()
                    && tensor.rowLength() % type.tensorType().blockSize() != 0) {
                fallbacks.add(tensor.name());
            }
        }
        return new Quantized(target, written.bytes(), tensors, fallbacks);
    }
}
