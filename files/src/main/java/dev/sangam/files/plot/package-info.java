/** What draws plots in a browser, for reports of simulations and for the live page of a server alike. */
@NullMarked
package dev.sangam.files.plot;

import org.jspecify.annotations.NullMarked;
