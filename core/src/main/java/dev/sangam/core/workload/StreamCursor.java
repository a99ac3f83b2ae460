package dev.sangam.core.workload;

import dev.sangam.core.request.BlockChain;
import java.util.Iterator;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Draws the requests of one stream; arrivals, lengths and labels have a random sequence each. */
final class StreamCursor {
    private static final RandomGeneratorFactory<RandomGenerator> RANDOM = RandomGeneratorFactory.of("L64X128MixRandom");

    private final RequestStream stream;
    private final ArrivalTimes times;
    private final Iterator<TokenLengths> lengths;
    private final RandomGenerator labels;
    private final Optional<Workload> source;
    private final Label common;
    private final Label low;
    private int drawn;
    private long arrival;

    StreamCursor(RequestStream stream, long seed) {
        this.stream = stream;
        this.times = stream.arrivals().times(random(seed, stream, "arrivals"));
        this.lengths = stream.lengths().draws(random(seed, stream, "lengths"));
        this.labels = random(seed, stream, "labels");
        this.source = stream.lengths().orderedSource().filter(Workload::hasPromptBlocks);
        this.common = new Label(stream.qos(), stream.importance().priority(), stream.tenant());
        this.low = new Label(stream.qos(), stream.importance().lowPriority(), stream.tenant());
        this.arrival = times.next();
    }

    /** When the next request arrives, or {@link ArrivalTimes#END}. */
    long arrival() {
        return drawn < stream.requests() && lengths.hasNext() ? arrival : ArrivalTimes.END;
    }

    /** Adds the next request and moves on. */
    void addTo(WorkloadBuilder workload) {
        TokenLengths drawnLengths = lengths.next();
        Label label = labels.nextDouble() < stream.importance().lowShare() ? low : common;
        BlockKeys keys = source.map(trace -> trace.blockKeys(drawn)).orElseGet(this::prefixKeys);
        int prompt = Math.addExact(drawnLengths.prompt(), stream.prefix().tokens());
        workload.add(arrival, prompt, drawnLengths.output(), label, keys);
        drawn++;
        arrival = times.next();
    }

    private BlockKeys prefixKeys() {
        int group = labels.nextInt(stream.prefix().groups());
        return stream.prefix().keys(stream.name(), group);
    }

    private static RandomGenerator random(long seed, RequestStream stream, String purpose) {
        long named = BlockChain.next(BlockChain.of(stream.name()), BlockChain.of(purpose));
        return RANDOM.create(BlockChain.next(named, seed));
    }
}
