package dev.sangam.serve.text;

public record TemplatePiece(String text, boolean trusted) {}
