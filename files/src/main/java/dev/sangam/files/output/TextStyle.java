package dev.sangam.files.output;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * What a terminal can show.
 *
 * @param unicode block characters for pictures, otherwise ASCII
 * @param colour ANSI escapes
 */
public record TextStyle(boolean unicode, boolean colour) {
    /** ASCII without colour: what every file and terminal can hold. */
    public static final TextStyle PLAIN = new TextStyle(false, false);

    private static final String RAMP = "▁▂▃▄▅▆▇█";
    private static final String ASCII_RAMP = "_.:-=+*#";

    /** For text in a charset. */
    public static TextStyle of(Charset charset, boolean colour) {
        return new TextStyle(charset.equals(StandardCharsets.UTF_8), colour);
    }

    public String red(String text) {
        return colour ? "\u001b[31m" + text + "\u001b[0m" : text;
    }

    public String green(String text) {
        return colour ? "\u001b[32m" + text + "\u001b[0m" : text;
    }

    /** In bold, where there are colours. */
    public String bold(String text) {
        return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /** Values as one character each, scaled from 0 to the largest; 0 and what is not a number are blank. */
    public String sparkline(double[] values) {
        String ramp = unicode ? RAMP : ASCII_RAMP;
        double max = 0;
        for (double value : values) {
            max = Double.isFinite(value) ? Math.max(max, value) : max;
        }
        StringBuilder line = new StringBuilder();
        for (double value : values) {
            int level = (int) Math.ceil(value / max * ramp.length()) - 1;
            line.append(value > 0 && max > 0 ? ramp.charAt(Math.clamp(level, 0, ramp.length() - 1)) : ' ');
        }
        return line.toString();
    }
}
