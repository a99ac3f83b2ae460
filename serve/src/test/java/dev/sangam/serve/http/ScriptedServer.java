package dev.sangam.serve.http;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.server.ServerConfig;
import java.nio.file.Path;
import java.util.Map;

/** A server in front of a scripted engine on a free loopback port. */
final class ScriptedServer implements AutoCloseable {
    final ScriptedEngine engine = new ScriptedEngine();
    final Telemetry telemetry = new Telemetry();
    final HttpApi api;
    final Client client;

    private ScriptedServer(ServerConfig config, Map<String, String> environment) {
        api = HttpApi.start(engine, telemetry, config, environment);
        client = new Client(api.port());
    }

    static ScriptedServer start() {
        return start("");
    }

    /** With further lines of YAML under {@code server}, one after the other. */
    static ScriptedServer start(String yaml) {
        return start(yaml, Map.of());
    }

    static ScriptedServer start(String yaml, Map<String, String> environment) {
        return new ScriptedServer(config(yaml), environment);
    }

    /** On a port of its own. */
    static ScriptedServer startOn(int port) {
        return new ScriptedServer(config("", port), Map.of());
    }

    static ServerConfig config(String yaml) {
        return config(yaml, 0);
    }

    private static ServerConfig config(String yaml, int port) {
        Section root = Section.parse("test.yaml", yaml.isBlank() ? "{name: test}" : yaml);
        root.has("name");
        root.set("server.port", Integer.toString(port), "test");
        ServerConfig config = new DeploymentFile(root, Path.of("")).server();
        root.done();
        return config;
    }

    @Override
    public void close() {
        api.close();
        engine.close();
    }

    /** To try by hand: serves until it is killed. The argument is a port. */
    public static void main(String[] args) throws InterruptedException {
        ScriptedServer server = startOn(args.length == 0 ? 0 : Integer.parseInt(args[0]));
        System.out.println("http://127.0.0.1:" + server.api.port());
        Thread.sleep(Long.MAX_VALUE);
    }
}
