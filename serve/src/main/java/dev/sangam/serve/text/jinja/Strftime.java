package dev.sangam.serve.text.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** C's {@code strftime}, in English. */
final class Strftime {
    private Strftime() {}

    static String format(String format, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
            } else {
                boolean unpadded = format.charAt(i + 1) == '-' && i + 2 < format.length();
                i += unpadded ? 2 : 1;
                String field = field(format.charAt(i), time);
                out.append(unpadded ? field.replaceFirst("^0+(?=\\d)", "") : field);
            }
            i++;
        }
        return out.toString();
    }

    private static String field(char name, ZonedDateTime time) {
        String pattern = switch (name) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'B' -> "MMMM";
            case 'b', 'h' -> "MMM";
            case 'd' -> "dd";
            case 'e' -> "ppd";
            case 'j' -> "DDD";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'f' -> "SSSSSS";
            case 'p' -> "a";
            case 'z' -> "xx";
            case 'Z' -> "zzz";
            case 'F' -> "yyyy-MM-dd";
            case 'D' -> "MM/dd/yy";
            case 'T' -> "HH:mm:ss";
            case 'R' -> "HH:mm";
            case '%' -> "'%'";
            default -> throw new TemplateException("strftime's %" + name + " is not supported");
        };
        return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
    }
}
