package dev.sangam.core.scheduler;

import java.util.Arrays;

/** A double-ended list of sequences over one array, without garbage per step. Removing from the middle is O(size). */
final class SequenceList {
    private Sequence[] items = new Sequence[32];
    private int head = 8;
    private int tail = 8;

    int size() {
        return tail - head;
    }

    boolean isEmpty() {
        return head == tail;
    }

    Sequence get(int index) {
        return items[head + index];
    }

    Sequence first() {
        return items[head];
    }

    Sequence last() {
        return items[tail - 1];
    }

    void addLast(Sequence s) {
        if (tail == items.length) {
            makeRoom();
        }
        items[tail++] = s;
    }

    void addFirst(Sequence s) {
        if (head == 0) {
            makeRoom();
        }
        items[--head] = s;
    }

    Sequence removeFirst() {
        Sequence s = items[head++];
        if (isEmpty()) {
            clear();
        }
        return s;
    }

    Sequence removeLast() {
        return items[--tail];
    }

    boolean remove(Sequence s) {
        for (int i = head; i < tail; i++) {
            if (items[i] == s) {
                System.arraycopy(items, i + 1, items, i, tail - i - 1);
                tail--;
                return true;
            }
        }
        return false;
    }

    /** Moves everything in front of this list's first item, in order. */
    void prependAll(SequenceList others) {
        for (int i = others.size() - 1; i >= 0; i--) {
            addFirst(others.get(i));
        }
        others.clear();
    }

    /** Moves everything behind another list's last item, in order. */
    void moveTo(SequenceList other) {
        while (!isEmpty()) {
            other.addLast(removeFirst());
        }
    }

    /** Empties the list. Slots keep their references until they are overwritten or compacted, which is soon. */
    void clear() {
        head = Math.min(8, items.length);
        tail = head;
    }

    /** Stable; fast on what is sorted already, as it mostly is. */
    void sort(SequenceOrder order) {
        for (int i = head + 1; i < tail; i++) {
            Sequence s = items[i];
            int j = i;
            while (j > head && order.before(s, items[j - 1])) {
                items[j] = items[j - 1];
                j--;
            }
            items[j] = s;
        }
    }

    private void makeRoom() {
        int size = size();
        int capacity = size * 2 >= items.length ? items.length * 2 : items.length;
        int start = (capacity - size) / 3;
        Sequence[] larger = new Sequence[capacity];
        System.arraycopy(items, head, larger, start, size);
        items = larger;
        head = start;
        tail = start + size;
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOfRange(items, head, tail));
    }
}
