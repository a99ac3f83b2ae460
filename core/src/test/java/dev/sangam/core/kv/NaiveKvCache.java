package dev.sangam.core.kv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The rules of the prefix cache, written down with collections: the reference for the fast one. */
final class NaiveKvCache {
    private final int blockTokens;
    private final LinkedHashSet<Integer> free = new LinkedHashSet<>();
    private final Map<Long, Integer> blockOfContent = new HashMap<>();
    private final Map<Integer, Long> contentOfBlock = new HashMap<>();
    private final Map<Integer, Integer> holders = new HashMap<>();

    NaiveKvCache(int blocks, int blockTokens) {
        this.blockTokens = blockTokens;
        for (int i = 0; i < blocks; i++) {
            free.add(i);
            holders.put(i, 0);
        }
    }

    int freeBlocks() {
        return free.size();
    }

    List<Integer> hit(List<Long> contents, int tokens) {
        List<Integer> hit = new ArrayList<>();
        for (int i = 0; i < contents.size() && (i + 1) * blockTokens < tokens; i++) {
            Integer block = blockOfContent.get(contents.get(i));
            if (block == null) {
                break;
            }
            hit.add(block);
        }
        return hit;
    }

    void take(List<Integer> table, List<Integer> hit) {
        for (int block : hit) {
            free.remove(block);
            holders.merge(block, 1, Integer::sum);
            table.add(block);
        }
    }

    boolean extend(List<Integer> table, int count) {
        if (count > free.size()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            int block = free.removeFirst();
            Long content = contentOfBlock.remove(block);
            if (content != null) {
                blockOfContent.remove(content);
            }
            holders.put(block, 1);
            table.add(block);
        }
        return true;
    }

    /** Blocks {@code from} to {@code to}; content that is known already stays where it is. */
    void publish(List<Integer> table, List<Long> contents, int from, int to) {
        for (int i = from; i < to; i++) {
            int block = table.get(i);
            if (!contentOfBlock.containsKey(block) && !blockOfContent.containsKey(contents.get(i))) {
                contentOfBlock.put(block, contents.get(i));
                blockOfContent.put(contents.get(i), block);
            }
        }
    }

    void free(List<Integer> table) {
        Collections.reverse(table);
        for (int block : table) {
            if (holders.merge(block, -1, Integer::sum) == 0) {
                free.addLast(block);
            }
        }
        table.clear();
    }
}
