/** Pages as a browser sees them, for tests of any module. */
@NullMarked
package dev.sangam.core.browser;

import org.jspecify.annotations.NullMarked;
