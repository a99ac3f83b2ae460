package dev.sangam.files.output;

/** HTML under construction. All text is escaped; tags, which are ours alone, are not. */
public final class HtmlText {
    private final StringBuilder out = new StringBuilder();

    /** Nothing yet. */
    public HtmlText() {}

    /** Opens an element; {@code tag} may have attributes. */
    public HtmlText open(String tag) {
        out.append('<').append(tag).append('>');
        return this;
    }

    /** Closes it. */
    public HtmlText close(String tag) {
        out.append("</").append(tag).append(">\n");
        return this;
    }

    /** Text, escaped. */
    public HtmlText text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** An element that holds text. */
    public HtmlText element(String tag, String text) {
        int end = tag.indexOf(' ');
        return open(tag).text(text).close(end < 0 ? tag : tag.substring(0, end));
    }

    /** An element within a line of text whose white space counts: no line ends after it. */
    public HtmlText inline(String tag, String text) {
        int end = tag.indexOf(' ');
        open(tag).text(text);
        out.append("</").append(end < 0 ? tag : tag.substring(0, end)).append('>');
        return this;
    }

    /** Text for an attribute. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
