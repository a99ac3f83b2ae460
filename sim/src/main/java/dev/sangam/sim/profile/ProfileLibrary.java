package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.files.JsonText;
import dev.sangam.files.NearNames;
import dev.sangam.files.Reasons;
import dev.sangam.files.output.OutputFile;
import dev.sangam.sim.profile.Profile.ProfileFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Imported profiles by name: a folder each, with the files that the simulator reads and {@code profile.json}, which says
 * where they come from. Whoever finds a folder here finds a complete one: it is filled under another name first.
 */
public final class ProfileLibrary {
    /** Names that a profile may have: they are names of folders on every system, and never look like a path. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private static final long MAX_BYTES = 1L << 30;

    private final Path folder;

    public ProfileLibrary(Path folder) {
        this.folder = folder;
    }

    /**
     * The user's: {@code $XDG_DATA_HOME/sangam/profiles}, or {@code ~/.local/share/sangam/profiles} where that is not set;
     * {@code -Dsangam.profiles} is a folder in their place.
     */
    public static ProfileLibrary ofUser() {
        return new ProfileLibrary(place(
                System.getenv(), System.getProperty("sangam.profiles", ""), System.getProperty("user.home", ".")));
    }

    static Path place(Map<String, String> environment, String given, String home) {
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        Path data = xdg.isBlank() ? Path.of(home, ".local", "share") : Path.of(xdg);
        return given.isBlank() ? data.resolve("sangam").resolve("profiles") : Path.of(given);
    }

    /** Where the profiles are. */
    public Path folder() {
        return folder;
    }

    /** The names of all, in order. */
    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.isRegularFile(entry.resolve(StoredProfile.FILE)))
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    /** Whether there is one of this name. */
    public boolean has(String name) {
        return NAME.matcher(name).matches()
                && Files.isRegularFile(folder.resolve(name).resolve(StoredProfile.FILE));
    }

    /**
     * The folder of a profile.
     *
     * @throws InputException when there is none of this name, with the names nearest to it
     */
    public Path path(String name) {
        if (!has(name)) {
            List<String> names = names();
            throw new InputException("profile '" + name + "' is not among the imported ones"
                    + (names.isEmpty()
                            ? ", of which there are none. Maybe sangam profile import DIR --name " + name
                            : ", which are in " + folder + "." + NearNames.advice(name, names)));
        }
        return folder.resolve(name);
    }

    /** A name made of any text: lower case, with hyphens for what a name may not hold. */
    public static String nameOf(String text) {
        String name =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        return name.isEmpty() ? "profile" : name.substring(0, Math.min(64, name.length()));
    }

    /**
     * Refuses what cannot be the name of a profile.
     *
     * @param option what the name was given with
     */
    public static void requireName(String name, String option) {
        if (!NAME.matcher(name).matches()) {
            throw new InputException(option + " is '" + name
                    + "'; it must be at most 64 lower-case letters, digits, '.', '_' and '-', and begin with a letter or digit. Maybe "
                    + nameOf(name));
        }
    }

    /**
     * Keeps a copy of a profile.
     *
     * @param facts what is known of it beside its files
     * @return its folder
     */
    public Path store(String name, Profile profile, StoredProfile facts) {
        requireName(name, "the name");
        Path target = folder.resolve(name);
        Path draft = folder.resolve("." + name + ".part");
        try {
            deleteTree(draft);
            Files.createDirectories(draft);
            for (ProfileFile file : profile.files()) {
                copy(file, draft);
            }
            Files.writeString(draft.resolve(StoredProfile.FILE), JsonText.pretty(facts::write), StandardCharsets.UTF_8);
            deleteTree(target);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw OutputFile.failure(target, e);
        } finally {
            deleteQuietly(draft);
        }
    }

    private static void copy(ProfileFile file, Path draft) throws IOException {
        long bytes = Files.size(file.path());
        if (bytes > MAX_BYTES) {
            throw new InputException(file.path() + ": is " + bytes + " bytes; it must be <= " + MAX_BYTES);
        }
        Path copy = draft.resolve(file.name());
        Files.createDirectories(copy.getParent());
        Files.copy(file.path(), copy);
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.notExists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void deleteQuietly(Path tree) {
        try {
            deleteTree(tree);
        } catch (IOException e) {
            // What is left of a draft is replaced by the next import of this name.
        }
    }
}
