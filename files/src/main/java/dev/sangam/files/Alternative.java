package dev.sangam.files;

/**
 * One of the values that a key may have.
 *
 * @param json the value
 * @param place where it stands, for errors
 */
public record Alternative(String json, String place) {}
