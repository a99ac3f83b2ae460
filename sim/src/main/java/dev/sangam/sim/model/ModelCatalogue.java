package dev.sangam.sim.model;

import dev.sangam.core.InputException;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.files.NearNames;
import dev.sangam.files.Section;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The models that ship with the product, from {@code models.yaml} beside this class. Immutable. */
public final class ModelCatalogue {
    /** Endings of names that change the weights but not the shape. */
    private static final Pattern ENDING = Pattern.compile("-(hf|instruct|chat|base)(?=-|$)");

    /** How the names of model files end. */
    public static final String GGUF = ".gguf";

    private static final ModelCatalogue BUILT_IN =
            new ModelCatalogue(Section.resource(ModelCatalogue.class, "models.yaml"));

    private final Map<String, ModelSpec> byName = new LinkedHashMap<>();
    private final Map<String, ModelSpec> byNormalName = new LinkedHashMap<>();

    private ModelCatalogue(Section root) {
        for (String name : root.keys()) {
            Section section = root.section(name);
            ModelSpec model = ModelReader.read(name, section);
            byName.put(name, model);
            byNormalName.put(normal(name), model);
            section.optionalText("also").ifPresent(alias -> byNormalName.put(normal(alias), model));
        }
        root.done();
    }

    /** All models in the order of the file. */
    public static List<ModelSpec> all() {
        return List.copyOf(BUILT_IN.byName.values());
    }

    /** The model of the catalogue with this name, if there is one; spelling as for {@link #resolve}. */
    public static Optional<ModelSpec> named(String name) {
        return Optional.ofNullable(BUILT_IN.byNormalName.get(normal(name)));
    }

    /**
     * The model of this name, or the one that a Hugging Face {@code config.json} or a GGUF file describes. In names, case, the vendor
     * and endings such as {@code -instruct} do not matter.
     *
     * @param nameOrPath a name, a path to a {@code .json} or {@code .gguf} file, or to a folder with a
     *     {@code config.json}
     * @param relativeTo folder that relative paths start from
     * @throws InputException when there is no such model, with the names nearest to it, or when its file is wrong
     */
    public static ModelSpec resolve(String nameOrPath, Path relativeTo) {
        return named(nameOrPath)
                .orElseGet(() -> configFile(nameOrPath, relativeTo)
                        .map(ModelCatalogue::readFile)
                        .orElseThrow(() -> new InputException("model '" + nameOrPath
                                + "' is neither in the catalogue (see sangam models) nor the path of a config.json or GGUF file."
                                + NearNames.advice(normal(nameOrPath), BUILT_IN.byName.keySet()))));
    }

    /**
     * A model as a deployment writes it: a name or path as for {@link #resolve}, or a mapping with such a {@code name}
     * and other number formats, or one with a new name and all of its shape (keys as in {@code models.yaml}).
     */
    public static ModelSpec read(Section parent, String key, Path relativeTo) {
        if (!parent.isSection(key)) {
            return placed(parent, key, parent.text(key), relativeTo);
        }
        Section section = parent.section(key);
        String name = section.text("name");
        if (name.endsWith(GGUF)) {
            throw section.error(
                    "name", "is '" + name + "', a file that states its formats. Maybe " + key + ": " + name);
        }
        boolean ownShape = section.has("layers") || section.has("hidden") || section.has("heads");
        return ownShape
                ? ModelReader.read(name, section)
                : ModelReader.withDtypes(placed(section, "name", name, relativeTo), section);
    }

    private static ModelSpec placed(Section section, String key, String nameOrPath, Path relativeTo) {
        boolean known = BUILT_IN.byNormalName.containsKey(normal(nameOrPath));
        if (!known && configFile(nameOrPath, relativeTo).isEmpty()) {
            throw section.error(
                    key,
                    "is '" + nameOrPath
                            + "', which is neither in the catalogue (see sangam models) nor the path of a config.json or"
                            + " GGUF file."
                            + NearNames.advice(normal(nameOrPath), BUILT_IN.byName.keySet()));
        }
        return resolve(nameOrPath, relativeTo);
    }

    /**
     * The file that the text means: itself when it ends in .json or .gguf, else a config.json in the folder it names.
     */
    private static Optional<Path> configFile(String text, Path relativeTo) {
        try {
            Path path = relativeTo.resolve(text);
            if (text.endsWith(".json") || text.endsWith(GGUF)) {
                return Optional.of(path);
            }
            Path inside = path.resolve("config.json");
            return Files.isRegularFile(inside) ? Optional.of(inside) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static ModelSpec readFile(Path path) {
        return path.toString().endsWith(GGUF) ? GgufModel.read(path) : HuggingFaceConfig.read(path);
    }

    private static String normal(String name) {
        String last = name.strip().substring(name.strip().lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String text = ENDING.matcher(last.replace('_', '-').replace(' ', '-')).replaceAll("");
        return text.startsWith("meta-") ? text.substring("meta-".length()) : text;
    }
}
