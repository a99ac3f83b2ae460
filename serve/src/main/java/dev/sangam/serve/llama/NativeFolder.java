package dev.sangam.serve.llama;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder that llama.cpp's libraries are loaded from: one of the user's, or the packaged ones laid out in a cache. */
final class NativeFolder {
    /** Kinds of one platform, the most capable first: whichever is on the class path is used. */
    private static final List<String> KINDS = List.of("-cuda", "-vulkan", "");

    // libllama.so, libllama.so.0, libllama.cuda.v0.5.0.so, llama.dll; but not libllama-common.so.
    private static final String REST = "(\\.(cuda|vulkan|metal))?(\\.v?[0-9.]+)?\\.(so|dylib|dll)(\\.[0-9.]+)?";
    private static final Pattern LLAMA = Pattern.compile("(lib)?llama" + REST);
    private static final Pattern GGML = Pattern.compile("(lib)?ggml" + REST);

    private final Path folder;

    private NativeFolder(Path folder) {
        this.folder = folder;
    }

    /** A folder of the user's, with the names that llama.cpp's own releases have. */
    static NativeFolder of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + " is not a folder; it must hold llama.cpp's libraries.");
        }
        return new NativeFolder(folder.toAbsolutePath());
    }

    /** The libraries that came with the product, unpacked unless they already are. */
    static NativeFolder packaged(Path cache) {
        String platform = platform();
        for (String kind : KINDS) {
            URL index = NativeFolder.class.getResource("/natives/" + platform + kind + "/files.txt");
            if (index != null) {
                return new NativeFolder(unpacked(platform + kind, index, cache));
            }
        }
        throw new InputException("no libraries of llama.cpp are packaged for this machine, " + platform
                + ". Maybe give a folder of libraries of your own (docs/natives.md).");
    }

    /** Where unpacked libraries stay: {@code -Dsangam.cache}, else the user's cache folder. */
    static Path cache() {
        String given = System.getProperty("sangam.cache");
        if (given != null) {
            return Path.of(given);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home"));
        return (xdg == null || xdg.isBlank() ? home.resolve(".cache") : Path.of(xdg)).resolve("sangam");
    }

    /** Such as linux-x64, mac-arm64, win-x64. */
    static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String family = system.startsWith("mac") ? "mac" : system.startsWith("windows") ? "win" : system;
        return family
                + switch (processor) {
                    case "amd64", "x86_64" -> "-x64";
                    case "aarch64" -> "-arm64";
                    default -> "-" + processor;
                };
    }

    Path path() {
        return folder;
    }

    /** libllama itself. */
    Path llama() {
        return library(LLAMA)
                .orElseThrow(() -> new InputException(folder + " has no llama library; it must hold "
                        + System.mapLibraryName("llama") + " and the ggml libraries beside it."));
    }

    /** libggml, which knows the compute backends. */
    Path ggml() {
        return library(GGML)
                .orElseThrow(() -> new InputException(folder + " has no ggml library; it must hold "
                        + System.mapLibraryName("ggml") + " and the backends (ggml-cpu-...) beside it."));
    }

    // The shortest name is the one that links to the others, where there are several.
    private Optional<Path> library(Pattern name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name.matcher(nameOf(file)).matches())
                    .min(Comparator.comparingInt((Path file) -> nameOf(file).length()));
        } catch (IOException e) {
            throw new InputException(folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    // Named by content, and complete once it has its name: written aside, then renamed.
    private static Path unpacked(String platform, URL index, Path cache) {
        try {
            List<String> lines = text(index).lines().toList();
            Path parent = cache.resolve("natives");
            Path folder = parent.resolve(platform + "-" + lines.getFirst().substring(0, 16));
            List<String> names = lines.subList(1, lines.size());
            if (!isComplete(folder, platform, names)) {
                unpack(parent, folder, platform, names);
            }
            return folder;
        } catch (IOException e) {
            throw new InputException(
                    "llama.cpp's libraries cannot be unpacked into " + cache + ": " + e
                            + ". Maybe name another folder with -Dsangam.cache=FOLDER.",
                    e);
        }
    }

    private static void unpack(Path parent, Path folder, String platform, List<String> names) throws IOException {
        Files.createDirectories(parent);
        Path aside = Files.createTempDirectory(parent, ".unpacking-");
        for (String name : names) {
            try (InputStream in = resource(platform, name).openStream()) {
                Files.copy(in, aside.resolve(name));
            }
        }
        if (aside.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        delete(folder);
        try {
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process was faster; its copy is as good.
            delete(aside);
            if (!isComplete(folder, platform, names)) {
                throw e;
            }
        }
    }

    private static boolean isComplete(Path folder, String platform, List<String> names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file) || Files.size(file) != size(resource(platform, name))) {
                return false;
            }
        }
        return true;
    }

    private static URL resource(String platform, String name) throws IOException {
        URL url = NativeFolder.class.getResource("/natives/" + platform + "/" + name);
        if (url == null) {
            throw new IOException("the package lacks " + name);
        }
        return url;
    }

    private static long size(URL resource) throws IOException {
        var connection = resource.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return in.available() < 0 ? 0 : connection.getContentLengthLong();
        }
    }

    private static String text(URL resource) throws IOException {
        try (InputStream in = resource.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Files.deleteIfExists(folder);
    }
}
