package dev.sangam.serve.text;

import dev.sangam.core.InputException;
import dev.sangam.serve.text.CharacterSet.Range;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rules for keys that are none of some names: without escapes by number, so that no name can come in disguise. */
final class KeyExclusion {
    private static final int MAX_NAME = 200;

    /** What may follow what was read of a name, and whether a name ends here. */
    private static final class Branch {
        private final Map<Integer, Branch> next = new TreeMap<>();
        private boolean name;
    }

    private final GrammarRules rules;
    private final String anything;

    private KeyExclusion(GrammarRules rules) {
        this.rules = rules;
        anything = rules.add("key-char", String.join(" | ", CharacterSet.ALL.alternatives()));
    }

    /** An atom for such keys, quotes included. */
    static String key(Collection<String> names, GrammarRules rules) {
        if (names.isEmpty()) {
            return GrammarRules.STRING;
        }
        Branch root = new Branch();
        for (String name : names) {
            if (name.length() > MAX_NAME) {
                throw new InputException("a property beside additionalProperties has a name of " + name.length()
                        + " characters; it may have " + MAX_NAME + " at most");
            }
            Branch at = root;
            for (int c : name.codePoints().toArray()) {
                at = at.next.computeIfAbsent(c, key -> new Branch());
            }
            at.name = true;
        }
        return rules.add("key", "\"\\\"\" " + new KeyExclusion(rules).tail(root));
    }

    /** The rest of a key up to its closing quote. */
    private String tail(Branch branch) {
        List<String> choices = new ArrayList<>();
        if (!branch.name) {
            choices.add("\"\\\"\"");
        }
        CharacterSet others = CharacterSet.ALL.minus(CharacterSet.of(
                branch.next.keySet().stream().map(c -> new Range(c, c)).toList()));
        choices.add("(" + String.join(" | ", others.alternatives()) + ") " + anything + "* \"\\\"\"");
        branch.next.forEach((c, next) -> choices.add(CharacterSet.inJson(c) + " " + tail(next)));
        return rules.add("key-tail", String.join(" | ", choices));
    }
}
