package dev.sangam.core.scheduler;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sequences by {@link Sequence#rank}, equal ones by arrival. A binary heap in which each sequence knows its place, so that
 * adding and removing any one costs O(log n), and ranking all anew O(n).
 */
final class RankHeap {
    private @Nullable Sequence[] items = new Sequence[4];
    private final boolean ofTenant;
    private int size;

    /** Of all prompts that wait. */
    RankHeap() {
        this(false);
    }

    /** @param ofTenant whether it holds the prompts of a tenant, which are in the heap of all as well */
    RankHeap(boolean ofTenant) {
        this.ofTenant = ofTenant;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The lowest rank. */
    Sequence first() {
        return get(0);
    }

    /** The sequence at a place, in no order. */
    Sequence get(int place) {
        return Objects.requireNonNull(items[place]);
    }

    void add(Sequence s) {
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        rise(s, size++);
    }

    void remove(Sequence s) {
        int hole = ofTenant ? s.placeOfTenant : s.place;
        Sequence last = get(--size);
        items[size] = null;
        if (last != s) {
            if (hole > 0 && before(last, get((hole - 1) / 2))) {
                rise(last, hole);
            } else {
                sink(last, hole);
            }
        }
    }

    /** Restores the order after ranks have changed. O(size). */
    void reorder() {
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(get(i), i);
        }
    }

    static boolean before(Sequence a, Sequence b) {
        if (a.rank != b.rank) {
            return a.rank < b.rank;
        }
        long first = a.request().arrival();
        long second = b.request().arrival();
        return first != second ? first < second : a.request().id() < b.request().id();
    }

    private void rise(Sequence s, int from) {
        int place = from;
        while (place > 0) {
            Sequence parent = get((place - 1) / 2);
            if (!before(s, parent)) {
                break;
            }
            put(parent, place);
            place = (place - 1) / 2;
        }
        put(s, place);
    }

    private void sink(Sequence s, int from) {
        int place = from;
        int child = 2 * place + 1;
        while (child < size) {
            if (child + 1 < size && before(get(child + 1), get(child))) {
                child++;
            }
            if (!before(get(child), s)) {
                break;
            }
            put(get(child), place);
            place = child;
            child = 2 * place + 1;
        }
        put(s, place);
    }

    private void put(Sequence s, int place) {
        items[place] = s;
        if (ofTenant) {
            s.placeOfTenant = place;
        } else {
            s.place = place;
        }
    }
}
