/** The tasks of a search on the machines of an Apache Spark cluster. */
@NullMarked
package dev.sangam.spark;

import org.jspecify.annotations.NullMarked;
