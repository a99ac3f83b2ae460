package dev.sangam.measure.fidelity;

import dev.sangam.core.InputException;
import dev.sangam.core.metric.MetricGoal.Relation;
import dev.sangam.files.NearNames;
import dev.sangam.measure.fidelity.FidelityFigure.Unit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A bound that a candidate must keep to pass: {@code flips<2%}, {@code kl<0.01}, or for one set or text {@code mmlu: flips<=2%}.
 *
 * @param scope name of the set or text; empty for all together
 * @param limit in the figure's unit, shares between -1 and 1
 */
public record FidelityGate(Optional<String> scope, FidelityFigure figure, Relation relation, BigDecimal limit) {
    private static final Pattern LINE =
            Pattern.compile("(?:(.+?)\\s*:)?\\s*([A-Za-z0-9._-]+)\\s*(<=|>=|<|>)\\s*(-?[0-9]+(?:\\.[0-9]+)?)\\s*(%?)");

    private static final List<String> NAMES =
            Stream.of(FidelityFigure.values()).map(FidelityFigure::id).toList();

    /**
     * A gate and what came of it.
     *
     * @param value of the figure; NaN when not known
     * @param met whether it keeps the bound
     */
    public record Judged(FidelityGate gate, double value, boolean met) {}

    /**
     * Reads one.
     *
     * @throws InputException when it is no gate, or a bound that its figure cannot have
     */
    public static FidelityGate parse(String text) {
        Matcher m = LINE.matcher(text.strip());
        if (!m.matches()) {
            throw new InputException("'" + text + "' is no gate; it must read like 'flips<2%', 'kl<0.01' or"
                    + " 'mmlu: accuracy-drop<=1%'");
        }
        FidelityFigure figure = Stream.of(FidelityFigure.values())
                .filter(each -> each.id().equals(m.group(2)))
                .findFirst()
                .orElseThrow(() -> new InputException("gate '" + text + "': there is no figure '" + m.group(2) + "'."
                        + NearNames.advice(m.group(2), NAMES)));
        Relation relation = Stream.of(Relation.values())
                .filter(each -> each.sign().equals(m.group(3)))
                .findFirst()
                .orElseThrow();
        boolean percent = !m.group(5).isEmpty();
        BigDecimal limit = percent ? new BigDecimal(m.group(4)).movePointLeft(2) : new BigDecimal(m.group(4));
        requirePossible(text, figure, limit, percent);
        return new FidelityGate(Optional.ofNullable(m.group(1)).map(String::strip), figure, relation, limit);
    }

    private static void requirePossible(String text, FidelityFigure figure, BigDecimal limit, boolean percent) {
        boolean share = figure.unit() == Unit.SHARE || figure.unit() == Unit.PROBABILITY;
        if (percent && !share) {
            throw new InputException("gate '" + text + "': " + figure.id() + " is not a share; its limit has no %");
        }
        if (share && limit.abs().compareTo(BigDecimal.ONE) > 0) {
            throw new InputException("gate '" + text + "': the limit of " + figure.id()
                    + " must be between 0 and 1, or 0% and 100%. Maybe " + limit.toPlainString() + "%");
        }
    }

    /**
     * Refuses a gate that no answer could decide, before anything is asked.
     *
     * @param texts names of the texts to be scored
     * @throws InputException when the gate names no set or text among these, or they cannot have its figure
     */
    public void requireMeasurable(List<ItemSet> sets, List<String> texts) {
        requireScope(
                Stream.concat(sets.stream().map(ItemSet::name), texts.stream()).toList());
        boolean measurable = figure.needs() == FidelityFigure.Needs.TEXT
                ? texts.stream().anyMatch(this::concerns)
                : sets.stream()
                        .filter(set -> concerns(set.name()))
                        .flatMap(set -> set.items().stream())
                        .anyMatch(this::asks);
        if (!measurable) {
            throw lacking();
        }
    }

    private boolean asks(Item item) {
        boolean open = item instanceof Item.Open;
        boolean answer = switch (item) {
            case Item.Choice choice -> choice.answer().isPresent();
            case Item.Open words -> words.expected().isPresent();
        };
        return switch (figure.needs()) {
            case ITEMS -> true;
            case ANSWERS -> answer;
            case OPTIONS, LENGTHS -> !open;
            case OPEN -> open;
            case OPEN_ANSWERS -> open && answer;
            case TEXT -> false;
        };
    }

    /**
     * Holds a comparison to it.
     *
     * @throws InputException when the comparison has no such set, text or figure
     */
    public Judged judge(Comparison comparison) {
        requireScope(Stream.concat(
                        comparison.sets().stream().map(Comparison.PairedSet::name),
                        comparison.texts().stream().map(Comparison.PairedText::name))
                .toList());
        double value = figure.of(comparison, scope).orElseThrow(this::lacking);
        return new Judged(this, value, met(value));
    }

    private boolean met(double value) {
        double bound = limit.doubleValue();
        return switch (relation) {
            case BELOW -> value < bound;
            case AT_MOST -> value <= bound;
            case ABOVE -> value > bound;
            case AT_LEAST -> value >= bound;
        };
    }

    private boolean concerns(String name) {
        return scope.isEmpty() || scope.get().equals(name);
    }

    private void requireScope(List<String> names) {
        scope.filter(name -> !names.contains(name)).ifPresent(name -> {
            throw new InputException(
                    "gate '" + this + "': there is no set or text '" + name + "'." + NearNames.advice(name, names));
        });
    }

    private InputException lacking() {
        return new InputException("gate '" + this + "': " + figure.id() + " needs "
                + figure.needs().words()
                + scope.map(name -> ", and " + name + " is or has none").orElse(", and there is none")
                + (figure == FidelityFigure.KL ? ". Maybe option-kl" : ""));
    }

    /** As it may be written. */
    @Override
    public String toString() {
        String bound = figure.unit() == Unit.SHARE
                ? limit.movePointRight(2).stripTrailingZeros().toPlainString() + "%"
                : limit.toPlainString();
        return scope.map(name -> name + ": ").orElse("") + figure.id() + relation.sign() + bound;
    }
}
