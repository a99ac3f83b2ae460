// A latency against its target: figures, a verdict in words, and a scale with median, 95th percentile and target.
import {el, say, svg} from './dom.js';
import {duration} from './format.js';

/** Sits at a share of the scale's width, whatever that is in pixels. */
const mark = (shape, attributes) => svg('svg', {class: 'mark', y: 0}, svg(shape, attributes));

/** Writes whether a time is within its target; says whether the target is missed. */
export function verdict(node, ms, target) {
  const met = ms == null || target == null ? 'unknown' : ms > target ? 'no' : 'yes';
  const limit = duration(target);
  say(node, target == null ? 'no target' : {unknown: `target ${limit}`, no: `✕ over ${limit}`, yes: `✓ within ${limit}`}[met]);
  node.dataset.met = met;
  return met === 'no';
}

export class Meter {
  constructor(name, title, targetMs) {
    this.target = targetMs;
    this.p50 = el('b');
    this.p95 = el('b');
    this.verdict = el('span', {class: 'verdict'});
    this.within = svg('rect', {class: 'within', y: 7, height: 4, rx: 2});
    this.marks = {
      target: mark('path', {class: 'target', d: 'M0 1v16'}),
      p50: mark('circle', {class: 'median', cy: 9, r: 4}),
      p95: mark('path', {class: 'tail', d: 'M0 3.5l5.5 5.5l-5.5 5.5l-5.5-5.5z'}),
    };
    this.scale = svg('svg', {class: 'scale', 'aria-hidden': true},
      svg('rect', {class: 'track', y: 7, height: 4, rx: 2, width: '100%'}), this.within, ...Object.values(this.marks));
    this.node = el('div', {class: 'meter'},
      el('p', {}, el('abbr', {title}, name), ' ', el('span', {class: 'p'}, 'p50 ', this.p50), ' ',
        el('span', {class: 'p'}, 'p95 ', this.p95), ' ', this.verdict),
      this.scale);
  }

  /** Shows them; says whether the target is missed. */
  show(figures) {
    const {target} = this;
    const missed = verdict(this.verdict, figures?.p95, target);
    say(this.p50, duration(figures?.p50));
    say(this.p95, duration(figures?.p95));
    const end = Math.max((target ?? 0) * 1.5, (figures?.p95 ?? 0) * 1.15) || 1;
    this.place('target', target, end);
    this.place('p50', figures?.p50, end);
    this.place('p95', figures?.p95, end);
    this.within.setAttribute('width', `${100 * (target ?? 0) / end}%`);
    return missed;
  }

  place(name, ms, end) {
    this.marks[name].classList.toggle('none', ms == null);
    this.marks[name].setAttribute('x', `${100 * Math.min(1, (ms ?? 0) / end)}%`);
  }
}
