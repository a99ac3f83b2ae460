/** What is served and on what: shapes of models, figures of accelerators, and how the one is split over the other. */
@NullMarked
package dev.sangam.core.model;

import org.jspecify.annotations.NullMarked;
