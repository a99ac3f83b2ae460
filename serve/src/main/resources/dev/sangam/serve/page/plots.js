// The plots. Without a cursor in them, their legends and labels tell the newest figures.
import {axis, bar, css, fromZero, line, second, seconds} from './chart.js';
import {chunk, order, relegated, slack} from './deadlines.js';
import {byId, say} from './dom.js';
import {count, duration, number, percent} from './format.js';

const HEIGHT = 190;
const STEP_PX = 4;
const FEWEST_SECONDS = 20;

export class Plots {
  drawn = new Map();
  classes = [];
  paused = false;

  constructor(history) {
    this.history = history;
    byId('pause').addEventListener('click', () => {
      this.paused = !this.paused;
      byId('pause').setAttribute('aria-pressed', this.paused);
      say(byId('pause'), this.paused ? 'Go on' : 'Pause');
      this.draw();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.rebuild());
    new ResizeObserver(() => this.drawn.forEach((plot, id) => {
      const width = byId(id).clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({width, height: HEIGHT});
    })).observe(document.querySelector('main'));
  }

  model(model) {
    this.classes = model.classes.map(c => c.name);
    this.rebuild();
  }

  rebuild() {
    this.drawn.forEach(plot => plot.destroy());
    this.drawn.clear();
    this.draw();
  }

  draw() {
    if (this.paused && this.drawn.size) return;
    byId('deadlines').hidden = !this.history.deadlines;
    this.steps();
    this.ticks();
  }

  steps() {
    const room = Math.max(30, Math.floor((byId('composition').clientWidth - 60) / STEP_PX));
    const steps = this.history.steps.slice(-room);
    if (!steps.length) return;
    const last = steps.at(-1);
    const n = steps.map(s => s.n);
    const axes = format => [axis(v => v, {size: 28, space: 70}), axis(format)];
    const scales = {x: {time: false, range: () => this.stepRange}, y: {range: fromZero()}};
    this.stepRange = [last.n - room + 0.5, last.n + 0.5];
    this.update('composition', () => ({
      scales,
      axes: axes(number),
      series: [{label: 'step'},
        bar('prefill tokens', '--c0', number, {value: (u, v, s, i) => number(i == null ? null : u.data[1][i] - u.data[2][i])}),
        bar('decodes', '--c1', number)],
    }), [n, steps.map(s => s.prefillTokens + s.decodes), steps.map(s => s.decodes)],
    `last step: ${count(last.prefillTokens, 'prefill token')}, ${count(last.decodes, 'decode')}`);
    this.update('time', () => ({
      scales,
      axes: axes(duration),
      series: [{label: 'step'}, bar('measured', '--c7', duration), line('predicted', '--c3', duration, {dash: [5, 3], width: 2})],
    }), [n, steps.map(s => s.ms), steps.map(s => s.predictedMs || null)],
    `last step: ${duration(last.ms)} measured, ${duration(last.predictedMs || null)} predicted`);
    const off = this.history.predictionError();
    if (this.history.deadlines) this.update('chunk', () => ({scales, axes: axes(number), ...chunk.options()}), ...chunk.data(n, steps));
    say(byId('predicted'), off == null ? 'Measured; this engine predicts none.' : `Predicted before each step; ${percent(off)} off in the median.`);
  }

  ticks() {
    const {ticks, now} = this.history;
    if (!now) return;
    const t = ticks.map(tick => (tick.t - now.t) / 1e3);
    const x = {time: false, range: () => this.timeRange};
    this.timeRange = [Math.min(t[0], -FEWEST_SECONDS), 0];
    const axes = (...more) => [axis(seconds, {size: 28, space: 60}), ...more];
    const time = {label: 'time', value: (u, v) => seconds(v)};
    const rates = this.classes.map(name => ticks.map(tick => tick.classes.find(c => c.name === name)?.tokensPerSecond ?? 0));
    this.update('rate', () => ({
      scales: {x, y: {range: fromZero()}},
      axes: axes(axis(number)),
      series: [time, ...this.classes.map((name, i) => line(name, `--c${i % 8}`, number, {dash: i % 2 ? [7, 3] : undefined}))],
    }), [t, ...rates], this.classes.map((name, i) => `${name} ${number(rates[i].at(-1))}`).join(', '));
    const held = ticks.map(tick => tick.kvBlocks ? tick.kvBlocksUsed / tick.kvBlocks : null);
    this.update('pool', () => ({
      scales: {x, y: {range: [0, 1]}, requests: {range: fromZero(4)}},
      axes: axes(axis(percent), second('requests', number)),
      series: [time,
        line('KV cache', '--c4', percent, {fill: `${css('--c4')}33`}),
        line('running', '--c2', number, {scale: 'requests'}),
        line('waiting', '--c3', number, {scale: 'requests', dash: [5, 3]})],
    }), [t, held, ticks.map(tick => tick.running), ticks.map(tick => tick.waiting)],
    `${percent(held.at(-1))} of the KV cache, ${number(now.running)} running, ${number(now.waiting)} waiting`);
    if (!this.history.deadlines) return;
    for (const [id, plot] of Object.entries({slack, order, relegated})) {
      this.update(id, () => {
        const {scales, right, series} = plot.options();
        return {scales: {x, ...scales}, axes: axes(axis(plot.format, plot.axis), ...(right ?? [])), series: [time, ...series]};
      }, ...plot.data(t, ticks));
    }
  }

  /** Draws new data, and makes the plot when there is none. */
  update(id, options, data, newest) {
    const host = byId(id);
    let plot = this.drawn.get(id);
    if (plot) {
      plot.setData(data);
    } else {
      plot = new uPlot({
        width: host.clientWidth, height: HEIGHT, padding: [8, 12, 0, 0], cursor: {drag: {x: false, y: false}}, ...options(),
      }, data, host);
      this.drawn.set(id, plot);
    }
    if (plot.cursor.idx == null) plot.setLegend({idx: data[0].length - 1});
    host.setAttribute('aria-label', `Plot; ${newest}`);
  }
}
