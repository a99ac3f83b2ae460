package dev.sangam.serve.text.jinja;

/** What may stand after {@code is}. */
final class Tests {
    private Tests() {}

    static boolean holds(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Value.Undefined);
            case "undefined" -> value instanceof Value.Undefined;
            case "none" -> value instanceof Value.None;
            case "string" -> value instanceof Value.Text;
            case "number" -> Operators.isNumber(value);
            case "integer" -> value instanceof Value.Int;
            case "float" -> value instanceof Value.Real;
            case "boolean" -> value instanceof Value.Bool;
            case "true" -> value.equals(Value.TRUE);
            case "false" -> value.equals(Value.FALSE);
            case "mapping" -> value instanceof Value.Mapping;
            case "sequence", "iterable" -> Types.hasItems(value);
            case "callable" -> value instanceof Value.Callable;
            case "odd" -> Math.floorMod(Types.integer(value), 2) == 1;
            case "even" -> Math.floorMod(Types.integer(value), 2) == 0;
            case "divisibleby" -> Types.integer(value) % nonZero(Types.integer(arguments.first(name))) == 0;
            case "lower" -> Types.text(value).equals(TextMethods.cased(name, Types.text(value)));
            case "upper" -> Types.text(value).equals(TextMethods.cased(name, Types.text(value)));
            case "sameas" -> value.equals(arguments.first(name));
            case "eq", "equalto", "==" -> Operators.equal(value, arguments.first(name));
            case "ne", "!=" -> !Operators.equal(value, arguments.first(name));
            case "lt", "lessthan", "<" -> Operators.order(value, arguments.first(name)) < 0;
            case "le", "<=" -> Operators.order(value, arguments.first(name)) <= 0;
            case "gt", "greaterthan", ">" -> Operators.order(value, arguments.first(name)) > 0;
            case "ge", ">=" -> Operators.order(value, arguments.first(name)) >= 0;
            case "in" -> Operators.contains(arguments.first(name), value);
            default -> throw new TemplateException("test " + name + " is not supported");
        };
    }

    private static long nonZero(long number) {
        if (number == 0) {
            throw new TemplateException("nothing is divisible by 0");
        }
        return number;
    }
}
