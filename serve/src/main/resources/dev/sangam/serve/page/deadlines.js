// What a scheduler that knows deadlines decides: how much time it has, how much it takes at once, whom it serves first, and who
// gives way. Each plot is its options, its data and, as text, its newest figures.
import {bar, css, fromZero, line, second} from './chart.js';
import {count, duration, number} from './format.js';

/** Of the steps since the tick before, the least slack and the longest time. */
const least = tick => tick.steps.reduce((a, s) => s.slackMs == null ? a : Math.min(a ?? Infinity, s.slackMs), null);
const longest = tick => tick.steps.reduce((a, s) => Math.max(a ?? 0, s.ms), null);
const perToken = v => v == null ? duration(v) : `${duration(v)}/token`;
/** Some streams are due in milliseconds, others in minutes: within this the scale is linear, beyond it logarithmic. */
const LINEAR_MS = 20;
const MARKS_MS = [20, 100, 1e3, 10e3, 60e3, 600e3, 3600e3];
const SPLITS_MS = [...MARKS_MS.map(ms => -ms), 0, ...MARKS_MS];
const last = values => values.findLast(v => v != null);

export const slack = {
  format: duration,
  axis: {splits: (u, side, min, max) => SPLITS_MS.filter(ms => ms >= min && ms <= max), filter: (u, splits) => splits},
  options: () => ({
    scales: {y: {distr: 4, asinh: LINEAR_MS, range: (u, min, max) => [Math.min(0, min * 1.3), Math.max(max * 1.3, 25)]}},
    series: [line('least slack', '--c0', duration, {fill: `${css('--c0')}22`}),
      line('longest step', '--c7', duration, {dash: [5, 3]})],
  }),
  data(t, ticks) {
    const slacks = ticks.map(least);
    return [[t, slacks, ticks.map(longest)], `least slack ${duration(last(slacks))}`];
  },
};

export const chunk = {
  options: () => ({
    series: [{label: 'step'}, bar('prompt tokens', '--c0', number), line('limit', '--c3', number, {width: 0, points: {show: true, size: 6, width: 1.5}})],
  }),
  data(n, steps) {
    // What could have been taken by a step that had no prompt to take from is of no interest, and often very much.
    const limits = steps.map(s => s.prefillTokens ? s.chunkLimit : null);
    return [[n, steps.map(s => s.prefillTokens), limits],
      `last step: ${count(steps.at(-1).prefillTokens, 'prompt token')}, ${number(steps.at(-1).chunkLimit)} at most`];
  },
};

export const order = {
  format: duration,
  options: () => ({
    scales: {y: {range: fromZero()}, backlog: {range: fromZero(100)}},
    right: [second('backlog', duration, 50)],
    series: [line('alpha', '--c4', perToken), line('backlog', '--c5', duration, {scale: 'backlog', dash: [5, 3]})],
  }),
  data(t, ticks) {
    const alphas = ticks.map(tick => tick.qos?.alphaMsPerToken ?? null);
    const backlogs = ticks.map(tick => tick.qos?.backlogMs ?? null);
    return [[t, alphas, backlogs], `alpha ${perToken(last(alphas))}, backlog ${duration(last(backlogs))}`];
  },
};

export const relegated = {
  format: number,
  options: () => ({
    scales: {y: {range: fromZero(4)}},
    series: [line('relegated now', '--c1', number, {fill: `${css('--c1')}33`}), line('of late', '--c7', number, {dash: [5, 3]})],
  }),
  data(t, ticks) {
    const now = ticks.map(tick => tick.qos?.relegated ?? null);
    const late = ticks.map(tick => tick.classes.reduce((sum, c) => sum + (c.relegations ?? 0), 0));
    return [[t, now, late], `${number(last(now))} relegated now, ${number(late.at(-1))} of late`];
  },
};
