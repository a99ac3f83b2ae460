package dev.sangam.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A copy of the scripts in a folder of its own, beside a folder of JDKs and a PATH that holds the tools which the scripts
 * use and nothing else: what the machine has installed makes no difference.
 */
final class Checkout {
    private static final List<String> TOOLS = List.of(
            "bash",
            "dirname",
            "find",
            "flock",
            "grep",
            "head",
            "ln",
            "mkdir",
            "mktemp",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tail",
            "touch");

    /** The class that stands for the real command and tells how it was started. */
    private static final byte[] COMMAND = compile("""
            package dev.sangam.cli;

            public class Sangam {
                public static void main(String[] args) {
                    System.out.println("java " + (Runtime.version().feature() >= 25 ? "new" : "old"));
                    System.out.println("in " + System.getProperty("user.dir"));
                    for (String arg : args) {
                        System.out.println("arg <" + arg + ">");
                    }
                    System.exit(args.length > 0 && args[0].equals("fail") ? 42 : 0);
                }
            }
            """);

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    Checkout(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        Path source = Path.of(System.getProperty("sangam.root", ".."));
        Files.createDirectories(root().resolve(".mvn"));
        Files.createDirectories(jdks());
        Files.createDirectories(tools());
        for (String script : List.of("sangam", "mvnw", ".mvn/toolchain.sh")) {
            Files.copy(source.resolve(script), root().resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (String tool : TOOLS) {
            addTool(tool);
        }
        environment.put("PATH", tools().toString());
        environment.put("HOME", folder.toString());
        environment.put("SANGAM_JDK_PATHS", jdks() + "/*");
    }

    Path root() {
        return folder.resolve("check out");
    }

    Path jdks() {
        return folder.resolve("j d k s");
    }

    Path tools() {
        return folder.resolve("tools");
    }

    Path app() {
        return root().resolve("cli/target/app");
    }

    Path clusterApp() {
        return root().resolve("cli/target/cluster/jars");
    }

    Checkout with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Lets the scripts find the JDK that runs this test. */
    void addRealJdk() {
        environment.merge("SANGAM_JDK_PATHS", System.getProperty("java.home"), (old, home) -> old + ":" + home);
    }

    /** The looks of a JDK: its commands say that they were run and fail. */
    Path addFakeJdk(String name, String version) throws IOException {
        Path home = jdks().resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "echo java of " + name + "; exit 3");
        script(home.resolve("bin/javac"), "exit 3");
        return home;
    }

    void script(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Makes the build up to date, with a command that tells how it was started. */
    Checkout build() throws IOException {
        return build(app());
    }

    /** The same of one of the two builds. */
    Checkout build(Path app) throws IOException {
        Files.createDirectories(app);
        try (var jar = new JarOutputStream(Files.newOutputStream(app.resolve("command.jar")))) {
            jar.putNextEntry(new JarEntry("dev/sangam/cli/Sangam.class"));
            jar.write(COMMAND);
        }
        Path built = Files.createFile(app.resolve("built"));
        Files.setLastModifiedTime(built, FileTime.from(Instant.now().plusSeconds(60)));
        return this;
    }

    /** Adds a source that is newer than the build. */
    void changeSources() throws IOException {
        Path source = Files.createDirectories(root().resolve("core/src/main")).resolve("New.java");
        Files.createFile(source);
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(120)));
    }

    /** Runs a script by its path, in the folder of everything. */
    Outcome run(Path script, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        var command = Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList();
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(script + " ran for a minute");
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** How a process ended, and what it wrote. */
    record Outcome(int status, String out, String err) {}

    private static byte[] compile(String code) {
        try {
            Path folder = Files.createTempDirectory("sangam");
            Path source = Files.writeString(folder.resolve("Sangam.java"), code);
            int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
            if (status != 0) {
                throw new IllegalStateException("the command of the test does not compile");
            }
            Path compiled = folder.resolve("Sangam.class");
            byte[] bytes = Files.readAllBytes(compiled);
            for (Path path : List.of(source, compiled, folder)) {
                Files.delete(path);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A script that starts the tool and not a link to it: a temporary folder with links out of it is not removed
    // quietly.
    private void addTool(String tool) throws IOException {
        for (String place : System.getenv("PATH").split(":", -1)) {
            Path file = Path.of(place, tool);
            if (Files.isExecutable(file)) {
                script(tools().resolve(tool), "exec " + file + " \"$@\"");
                return;
            }
        }
    }
}
