package dev.sangam.spark;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a cluster is, checked. */
sealed interface Address {
    /** As the user wrote it, and as Spark reads it. */
    String text();

    /** Threads of this process, or executors that Spark starts on this machine: for trials. */
    record OnThisMachine(String text) implements Address {}

    /** Executors as processes of this machine; otherwise like a cluster. */
    record Processes(String text) implements Address {}

    /** A standalone cluster, by its masters. */
    record Masters(String text, List<InetSocketAddress> places) implements Address {
        private static final int PATIENCE_MILLIS = 5_000;

        public Masters {
            places = List.copyOf(places);
        }

        /** Spark itself says for a minute that nobody answers, and then not why. */
        void requireOne() {
            String reason = "";
            for (InetSocketAddress place : places) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(place.getHostString(), place.getPort()), PATIENCE_MILLIS);
                    return;
                } catch (IOException e) {
                    reason = e.getMessage() == null ? e.toString() : e.getMessage();
                }
            }
            throw new InputException("--cluster " + text + ": no master answers there (" + reason
                    + "). Maybe it is not started yet; docs/cluster.md has the commands");
        }
    }

    /** Largest number of executors and cores of an address; more is a slip. */
    int MOST = 1024;

    Pattern LOCAL = Pattern.compile("local(?:\\[(\\d{1,9}|\\*)])?");
    Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*]");
    Pattern SPARK = Pattern.compile("spark://([^\\s/,]+:\\d{1,5}(?:,[^\\s/,]+:\\d{1,5})*)");

    /** Reads an address. */
    static Address of(String text) {
        Matcher local = LOCAL.matcher(text);
        if (local.matches()) {
            String threads = local.group(1);
            requireSane(text, threads == null || threads.equals("*") ? "1" : threads);
            return new OnThisMachine(text);
        }
        Matcher processes = LOCAL_CLUSTER.matcher(text);
        if (processes.matches()) {
            requireSane(text, processes.group(1));
            requireSane(text, processes.group(2));
            return new Processes(text);
        }
        Matcher masters = SPARK.matcher(text);
        if (masters.matches()) {
            return new Masters(
                    text,
                    Stream.of(masters.group(1).split(","))
                            .map(place -> place(text, place))
                            .toList());
        }
        throw new InputException("--cluster " + text
                + ": not the address of a cluster. Maybe spark://host:7077, or local-cluster[2,1,1024] for a trial");
    }

    private static void requireSane(String text, String number) {
        int value = Integer.parseInt(number);
        if (value < 1 || value > MOST) {
            throw new InputException("--cluster " + text + ": " + value + " must be between 1 and " + MOST);
        }
    }

    private static InetSocketAddress place(String text, String place) {
        int colon = place.lastIndexOf(':');
        int port = Integer.parseInt(place.substring(colon + 1));
        if (port < 1 || port > 65_535) {
            throw new InputException("--cluster " + text + ": port " + port + " must be between 1 and 65535");
        }
        return InetSocketAddress.createUnresolved(place.substring(0, colon), port);
    }
}
