/** What the product leaves behind: folders, tables, pages and text, each written whole or not at all. */
@NullMarked
package dev.sangam.files.output;

import org.jspecify.annotations.NullMarked;
