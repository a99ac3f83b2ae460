package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.QuantizationType;
import dev.sangam.serve.llama.Quantized;
import dev.sangam.serve.llama.Quantizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The compressions of a base that a sweep makes, each a file in its folder that is kept. */
final class FidelityVariants {
    private final FidelitySource.Model base;
    private final List<QuantizationType> types;

    /** What {@code --types} says: names with commas between them, each of them once. */
    static List<QuantizationType> types(String text) {
        List<QuantizationType> types = FlagValues.list("--types", text).stream()
                .map(QuantizationType::of)
                .toList();
        if (types.stream().distinct().count() < types.size()) {
            throw new InputException("--types is '" + text + "'; each type must be there once");
        }
        return types;
    }

    FidelityVariants(FidelitySource.Model base, List<QuantizationType> types) {
        this.base = base;
        this.types = List.copyOf(types);
    }

    /**
     * Makes those that are not there yet. A file that is there was made whole, since it gets its name when it is.
     *
     * @param again whether what is there is of this base
     */
    List<Quantized> make(Path folder, boolean again, FidelityKernelFlags kernels, FidelityWatch watch) {
        LlamaLibrary library = LlamaLibrary.load(kernels.libraries());
        List<Quantized> made = new ArrayList<>();
        for (QuantizationType type : types) {
            Path file = folder.resolve(base.name() + "-" + type.label() + ".gguf");
            made.add(
                    again && Files.exists(file)
                            ? Quantizer.inspect(file, type)
                            : Quantizer.quantize(library, base.file(), file, type, kernels.threads()));
            watch.at("quantize", made.size(), types.size());
        }
        return made;
    }

    /** A side for each. */
    List<FidelitySide> sides(List<Quantized> made) {
        List<FidelitySide> sides = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            sides.add(new FidelitySide(
                    types.get(i).label(),
                    new FidelitySource.Model(types.get(i).label(), made.get(i).file()),
                    FidelitySide.Shape.USUAL));
        }
        return sides;
    }
}
