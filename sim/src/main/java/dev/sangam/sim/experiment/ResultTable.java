package dev.sangam.sim.experiment;

import java.util.List;
import java.util.Optional;

/**
 * Figures of an experiment as a table: a row per variant.
 *
 * @param caption what the figures are
 * @param main whether it answers the experiment's question; other tables are for those who look closer
 * @param columns headers
 * @param rows a row per variant
 */
record ResultTable(String caption, boolean main, List<String> columns, List<Row> rows) {
    /** A cell per column; empty where there is no figure. */
    record Row(String variant, List<Optional<Measured>> cells) {}
}
