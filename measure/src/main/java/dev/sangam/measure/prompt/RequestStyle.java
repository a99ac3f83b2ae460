package dev.sangam.measure.prompt;

import dev.sangam.measure.endpoint.ServerKind;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What every request has besides its prompt.
 *
 * @param api chat or completions
 * @param stream whether tokens are sent as they come; the stream then ends with the server's count of them
 * @param lengthField name of the field for the most output tokens
 * @param ignoreEndOfText whether to ask for {@code ignore_eos}, so that outputs are as long as the workload says
 * @param temperature of sampling; none leaves it to the server
 * @param qos which fields tell class, importance and tenant
 * @param extra fields that somebody added
 */
public record RequestStyle(
        Api api,
        boolean stream,
        LengthField lengthField,
        boolean ignoreEndOfText,
        OptionalDouble temperature,
        Set<QosField> qos,
        ExtraFields extra) {
    public RequestStyle {
        qos = qos.isEmpty() ? EnumSet.noneOf(QosField.class) : EnumSet.copyOf(qos);
    }

    /** What suits a server: streaming, temperature 0, and every field for QoS and lengths that is known to be taken. */
    public static RequestStyle of(ServerKind server, Api api) {
        return new RequestStyle(
                api,
                true,
                server == ServerKind.OPENAI && api == Api.CHAT
                        ? LengthField.MAX_COMPLETION_TOKENS
                        : LengthField.MAX_TOKENS,
                server.ignoresEndOfText(),
                OptionalDouble.of(0),
                server == ServerKind.SANGAM
                        ? EnumSet.of(QosField.SLO, QosField.PRIORITY, QosField.USER)
                        : EnumSet.noneOf(QosField.class),
                ExtraFields.NONE);
    }

    /** The same with answers whole or streamed. */
    public RequestStyle withStream(boolean streamed) {
        return new RequestStyle(api, streamed, lengthField, ignoreEndOfText, temperature, qos, extra);
    }

    /** The same with another name for the most output tokens. */
    public RequestStyle withLengthField(LengthField field) {
        return new RequestStyle(api, stream, field, ignoreEndOfText, temperature, qos, extra);
    }

    /** The same, asking for {@code ignore_eos} or not. */
    public RequestStyle withIgnoreEndOfText(boolean ignored) {
        return new RequestStyle(api, stream, lengthField, ignored, temperature, qos, extra);
    }

    /** The same with another temperature, or with the server's own. */
    public RequestStyle withTemperature(OptionalDouble chosen) {
        return new RequestStyle(api, stream, lengthField, ignoreEndOfText, chosen, qos, extra);
    }

    /** The same with other fields for class, importance and tenant. */
    public RequestStyle withQos(Set<QosField> fields) {
        return new RequestStyle(api, stream, lengthField, ignoreEndOfText, temperature, fields, extra);
    }

    /** The same with fields added. */
    public RequestStyle withExtra(ExtraFields fields) {
        return new RequestStyle(api, stream, lengthField, ignoreEndOfText, temperature, qos, fields);
    }
}
