package dev.sangam.measure.fidelity;

import java.util.List;

/**
 * Items that belong together and get figures of their own.
 *
 * @param name such as {@code mmlu}
 * @param items in their order; all of one kind, ids unique
 */
public record ItemSet(String name, List<Item> items) {
    public ItemSet {
        items = List.copyOf(items);
    }
}
