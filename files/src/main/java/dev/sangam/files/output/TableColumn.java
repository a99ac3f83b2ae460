package dev.sangam.files.output;

/**
 * A column of a result table.
 *
 * @param name snake_case, ending in the unit where there is one
 * @param type of its values
 * @param description what it holds
 */
public record TableColumn(String name, Type type, String description) {
    /** Types of values. */
    public enum Type {
        /** 64-bit whole number. */
        WHOLE("BIGINT"),
        /** Double precision number. */
        NUMBER("DOUBLE"),
        /** Text. */
        TEXT("VARCHAR"),
        /** True or false. */
        FLAG("BOOLEAN");

        private final String sql;

        Type(String sql) {
            this.sql = sql;
        }

        /** The SQL type that a Parquet reader sees. */
        public String sql() {
            return sql;
        }
    }

    public static TableColumn whole(String name, String description) {
        return new TableColumn(name, Type.WHOLE, description);
    }

    public static TableColumn number(String name, String description) {
        return new TableColumn(name, Type.NUMBER, description);
    }

    public static TableColumn text(String name, String description) {
        return new TableColumn(name, Type.TEXT, description);
    }

    public static TableColumn flag(String name, String description) {
        return new TableColumn(name, Type.FLAG, description);
    }
}
