// What the plots draw: the last steps, and the ticks of the last two minutes.
import {median} from './format.js';

export const SPAN_MS = 120e3;
const MOST_STEPS = 240;

export class History {
  steps = [];
  ticks = [];

  /** Forgets everything: another model, or another process that counts from 0 again. */
  clear() {
    this.steps = [];
    this.ticks = [];
  }

  add(tick) {
    if (this.ticks.at(-1)?.t > tick.t) this.ticks = [];
    if (this.steps.at(-1)?.n >= tick.steps[0]?.n) this.steps = [];
    this.steps = [...this.steps, ...tick.steps].slice(-MOST_STEPS);
    this.ticks.push(tick);
    while (this.ticks[0].t < tick.t - SPAN_MS) this.ticks.shift();
  }

  /** Whether the scheduler knows deadlines. */
  get deadlines() {
    return this.ticks.some(tick => tick.qos);
  }

  get now() {
    return this.ticks.at(-1);
  }

  stepMs() {
    return median(this.steps.map(step => step.ms));
  }

  /** How far predictions were off, as a share of the step's time; null without predictions. */
  predictionError() {
    return median(this.steps.filter(s => s.predictedMs > 0 && s.ms > 0).map(s => Math.abs(s.predictedMs - s.ms) / s.ms));
  }
}
