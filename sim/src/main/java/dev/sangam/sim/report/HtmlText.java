package dev.sangam.sim.report;

/** HTML under construction. All text is escaped; tags, which are ours alone, are not. */
final class HtmlText {
    private final StringBuilder out = new StringBuilder();

    /** Opens an element; {@code tag} may have attributes. */
    HtmlText open(String tag) {
        out.append('<').append(tag).append('>');
        return this;
    }

    HtmlText close(String tag) {
        out.append("</").append(tag).append(">\n");
        return this;
    }

    HtmlText text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** An element that holds text. */
    HtmlText element(String tag, String text) {
        int end = tag.indexOf(' ');
        return open(tag).text(text).close(end < 0 ? tag : tag.substring(0, end));
    }

    static String escaped(String text) {
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
