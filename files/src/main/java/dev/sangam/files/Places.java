package dev.sangam.files;

import dev.sangam.core.InputException;
import java.util.HashMap;
import java.util.Map;

/** Where the keys of a file stand: on a line of it, or in an option that set them. */
final class Places {
    private final String file;
    private final Map<String, String> places = new HashMap<>();

    Places(String file, Map<String, Integer> lines) {
        this.file = file;
        lines.forEach((path, line) -> places.put(path, file + ":" + line));
    }

    private Places(Places other) {
        this.file = other.file;
        this.places.putAll(other.places);
    }

    /** The same places, which may then move apart. */
    Places copy() {
        return new Places(this);
    }

    /** From now on the key, and all below it, comes from there. */
    void move(String path, String place) {
        places.keySet().removeIf(p -> p.startsWith(path + ".") || p.startsWith(path + "["));
        places.put(path, place);
    }

    /** Place of the key, or of the nearest thing around it. */
    String of(String path) {
        String at = path;
        while (true) {
            String place = places.get(at);
            int parent = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
            if (place != null || parent < 0) {
                return place == null ? file : place;
            }
            at = at.substring(0, parent);
        }
    }

    InputException error(String path, String problem) {
        return new InputException(of(path) + ": " + path + problem);
    }
}
