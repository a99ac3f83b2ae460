package dev.sangam.serve.text.jinja;

import java.util.List;

/** What one rendering may use up. A template comes with a model, from anywhere, so it may be foolish or hostile. */
final class Budget {
    /** Expressions evaluated; a thousand messages through the longest of real templates need less than a tenth. */
    private static final int MAX_STEPS = 5_000_000;
    /** Characters made on the way. */
    private static final long MAX_VOLUME = 1L << 28;
    /** What an item of a list counts for. */
    private static final long ITEM_VOLUME = 32;
    /** Deepest nesting of expressions, tags and macro calls under way. */
    private static final int MAX_DEPTH = 500;

    private int steps;
    private long volume;
    private int depth;

    /** An expression or tag begins. */
    void enter() {
        step();
        if (++depth > MAX_DEPTH) {
            throw new TemplateException("macros or expressions are nested deeper than " + MAX_DEPTH);
        }
    }

    /** A loop goes round. */
    void step() {
        if (++steps > MAX_STEPS) {
            throw new TemplateException("the template takes more than " + MAX_STEPS + " steps");
        }
    }

    /** It is over. */
    void leave() {
        depth--;
    }

    /** A text or list was made. */
    void made(Value value) {
        if (value instanceof Value.Text(MarkedText text)) {
            volume += text.length();
        } else if (value instanceof Value.Items(List<Value> list)) {
            volume += list.size() * ITEM_VOLUME;
        }
        if (volume > MAX_VOLUME) {
            throw new TemplateException("the template makes more than " + MAX_VOLUME + " characters");
        }
    }
}
