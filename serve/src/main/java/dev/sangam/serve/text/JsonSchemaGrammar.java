package dev.sangam.serve.text;

public final class JsonSchemaGrammar {
    public static final String JSON_OBJECT = "";

    public static String of(String s) {
        return s;
    }
}
