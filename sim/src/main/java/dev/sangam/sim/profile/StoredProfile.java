package dev.sangam.sim.profile;

import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an imported profile's {@code profile.json} says beside its files.
 *
 * @param model name of the model, where somebody said it
 * @param hardware name of the accelerator, where somebody said it
 * @param source the folder it was imported from
 * @param imported when, ISO 8601
 * @param heldOutPercent the median over its operators of their mean error on points that the fit was not shown
 */
public record StoredProfile(
        Optional<String> model, Optional<String> hardware, String source, String imported, double heldOutPercent) {
    static final String FILE = "profile.json";
    private static final String SCHEMA = "sangam.profile/1";

    /** What stands beside a profile; empty for one that was never imported. */
    public static Optional<StoredProfile> beside(Path profile) {
        Path file = profile.resolve(FILE);
        return Files.isRegularFile(file) ? Optional.of(read(Section.read(file))) : Optional.empty();
    }

    private static StoredProfile read(Section section) {
        String schema = section.text("schema");
        if (!schema.equals(SCHEMA)) {
            throw section.error("schema", "is '" + schema + "'; it must be '" + SCHEMA + "'");
        }
        StoredProfile stored = new StoredProfile(
                section.optionalText("model"),
                section.optionalText("hardware"),
                section.text("source"),
                section.text("imported"),
                section.number("held_out_percent", 0, Double.MAX_VALUE).orElse(Double.NaN));
        section.done();
        return stored;
    }

    void write(JsonText json) {
        json.text("schema", SCHEMA);
        model.ifPresent(name -> json.text("model", name));
        hardware.ifPresent(name -> json.text("hardware", name));
        json.text("source", source);
        json.text("imported", imported);
        json.number("held_out_percent", heldOutPercent);
    }
}
