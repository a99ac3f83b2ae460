package dev.sangam.serve.text;

/**
 * A part of a rendered conversation.
 *
 * @param text its characters; at least one
 * @param trusted whether they are the template's own, so that special tokens in them are meant; where they come from a
 *     message they are plain text, whatever they look like
 */
public record TemplatePiece(String text, boolean trusted) {}
