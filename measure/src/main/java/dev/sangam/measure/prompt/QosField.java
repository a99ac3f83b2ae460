package dev.sangam.measure.prompt;

/** Fields of a request that tell the server what the workload says of its class, importance and tenant. */
public enum QosField {
    /** {@code slo: {ttft_ms, tbt_ms}} or {@code {ttlt_ms}}, Sangam's own; {@code service_tier} for what is promised nothing. */
    SLO,
    /** {@code service_tier}: the name of the class. */
    SERVICE_TIER,
    /** {@code priority}: importance, lower is more important; Sangam's and, where it schedules by priority, vLLM's. */
    PRIORITY,
    /** {@code user}: the tenant. */
    USER
}
