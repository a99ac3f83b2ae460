// A feed made up from a seed: four classes under a load that swells and ebbs, one of them always over its TTFT target, and
// one that gives way when there is much to do.
const KV_BLOCKS = 4096;

const CLASSES = [
  {name: 'interactive', ttftMs: 500, tbtMs: 50, ttltMs: null, load: 14, ttft: 0.45},
  {name: 'code', ttftMs: 300, tbtMs: 40, ttltMs: null, load: 6, ttft: 1.25},
  {name: 'agents', ttftMs: 2000, tbtMs: 100, ttltMs: null, load: 9, ttft: 0.3},
  {name: 'batch', ttftMs: null, tbtMs: null, ttltMs: 600000, load: 12, ttft: null},
];

/** A linear congruential generator: the same feed every time. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export class Feed {
  random = random(7);
  n = 0;
  ms = 0;
  backlog = 0;
  state = 'ready';
  restarts = 0;
  finished = CLASSES.map(() => 0);
  rates = CLASSES.map(() => 0);
  alpha = 0.2;
  relegated = 0;
  relegations = [];

  model = {
    id: 'demo', description: 'llama, 3 M parameters, F16', contextTokens: 4096, kvBlocks: KV_BLOCKS, blockTokens: 16, windowSeconds: 30,
    classes: CLASSES.map(({name, ttftMs, tbtMs, ttltMs}) => ({name, ttftMs, tbtMs, ttltMs})),
  };

  /** What happened in the next milliseconds. */
  tick(spanMs) {
    const streams = CLASSES.map((c, i) => Math.round(c.load * (0.7 + 0.3 * Math.sin(this.ms / 9000 + i)) + 2 * this.random()));
    const decodes = streams.reduce((a, b) => a + b, 0);
    const kvBlocksUsed = Math.min(KV_BLOCKS, decodes * 62 + Math.round(this.backlog / 16));
    const steps = [];
    const end = this.ms + spanMs;
    while (this.ms < end) steps.push(this.step(decodes, kvBlocksUsed));
    const stepMs = steps.map(s => s.ms).sort((a, b) => a - b);
    const [p50, p95] = [stepMs[stepMs.length >> 1], stepMs.at(-1)];
    const waiting = Math.ceil(this.backlog / 700);
    this.relegate(Math.max(0, Math.round(3.4 * Math.sin(this.ms / 1500))));
    this.alpha += ((this.backlog > 1500 ? 1.4 : 0.2) - this.alpha) / 10;
    return {
      t: Math.round(this.ms), state: this.state, waiting, running: decodes, kvBlocksUsed, kvBlocks: KV_BLOCKS,
      restarts: this.restarts,
      qos: {
        alphaMsPerToken: this.alpha, slackMs: steps.at(-1).slackMs, margin: 1.15, backlogMs: this.backlog * 0.12,
        relegated: this.relegated,
      },
      classes: CLASSES.map((c, i) => {
        this.rates[i] += (streams[i] * steps.length * 1000 / spanMs - this.rates[i]) / 8;
        this.finished[i] += this.random() < 0.3 ? 1 : 0;
        const typical = c.ttft && c.ttft * c.ttftMs * (0.85 + 0.3 * this.random());
        return {
          name: c.name, streams: streams[i], waiting: i === 3 ? waiting : 0,
          ttftMs: typical ? {p50: typical * 0.6, p95: typical} : null,
          tbtMs: {p50, p95}, tokensPerSecond: this.rates[i], finished: this.finished[i],
          failed: i === 1 ? 2 : 0,
          promised: this.finished[i], attained: Math.floor(this.finished[i] * (i === 1 ? 0.4 : 1)),
          relegated: i === 3 ? this.relegated : 0, relegations: i === 3 ? this.relegations.length : 0,
        };
      }),
      steps,
    };
  }

  /** So many requests give way from now on. */
  relegate(now) {
    for (let i = this.relegated; i < now; i++) this.relegations.push(this.ms);
    this.relegations = this.relegations.filter(at => at > this.ms - 30e3);
    this.relegated = now;
  }

  step(decodes, kv) {
    if (this.random() < 0.06) this.backlog += 200 + 1400 * this.random();
    const slackMs = 30 + 8 * Math.sin(this.ms / 4000) - 4 * this.random();
    const chunkLimit = Math.max(16, Math.floor((slackMs / 1.25 - 4 - 0.11 * decodes) / 0.085));
    const prefillTokens = Math.min(chunkLimit, Math.floor(this.backlog));
    this.backlog = Math.max(0, this.backlog - prefillTokens);
    const predictedMs = 4 + 0.085 * prefillTokens + 0.11 * decodes;
    const ms = predictedMs * (0.93 + 0.14 * this.random()) * (this.random() < 0.02 ? 1.15 : 1);
    this.ms += ms;
    return {n: this.n++, ms, predictedMs, prefillTokens, prefills: prefillTokens ? 1 : 0, decodes, kv, chunkLimit, slackMs};
  }
}
