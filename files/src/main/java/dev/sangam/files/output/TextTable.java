package dev.sangam.files.output;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of cells as aligned text: the first columns to the left, the others to the right. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int leftColumns;

    /**
     * An empty table.
     *
     * @param leftColumns columns that are aligned to the left
     */
    public TextTable(int leftColumns, List<String> header) {
        this.leftColumns = leftColumns;
        rows.add(List.copyOf(header));
    }

    /** A row without text. */
    public void gap() {
        rows.add(Collections.nCopies(rows.getFirst().size(), ""));
    }

    /** A row. */
    public void add(List<String> cells) {
        if (cells.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.size() + " cells in a table of " + rows.getFirst().size() + " columns");
        }
        rows.add(List.copyOf(cells));
    }

    /** Each line without its end; {@code paint} may colour a padded cell. */
    public List<String> lines(Paint paint) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String cell = rows.get(r).get(c);
                String space = " ".repeat(widths[c] - cell.length());
                line.append(c == 0 ? "" : GAP).append(paint.cell(r, c, c < leftColumns ? cell + space : space + cell));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** Decorates a cell; row 0 is the header. */
    public interface Paint {
        String cell(int row, int column, String text);
    }
}
