package dev.sangam.serve.text;

public final class ChatTemplate {
    public static ChatTemplate compile(String s, java.util.Map<String, String> v) {
        return new ChatTemplate();
    }

    public java.util.List<TemplatePiece> render(java.util.List<dev.sangam.serve.engine.ChatMessage> m, boolean g) {
        return java.util.List.of();
    }
}
