// The gaps between the pieces of one answer, as this browser saw them: a stall is a tall bar.
import {byId, say} from './dom.js';
import {count, duration} from './format.js';

const WIDTH = 300;
const HEIGHT = 60;
const BARS = 150;

/** Of neighbours that share a bar the longest gap is drawn: no stall is lost. */
function bucketed(gaps) {
  const size = Math.max(1, Math.ceil(gaps.length / BARS));
  const bars = [];
  for (let i = 0; i < gaps.length; i += size) bars.push(Math.max(...gaps.slice(i, i + size)));
  return bars;
}

const path = (name, d) => byId('strip').querySelector(`.${name}`).setAttribute('d', d);

export function showGaps(gaps, targetMs) {
  byId('gaps').hidden = !gaps.length;
  if (!gaps.length) return;
  const worst = gaps.reduce((a, b) => Math.max(a, b));
  const top = Math.max(worst, 1.25 * (targetMs ?? 0)) || 1;
  const bars = bucketed(gaps);
  const step = WIDTH / Math.max(bars.length, 40);
  const bar = (ms, i) => `M${(i * step).toFixed(2)} ${HEIGHT}v${(-Math.max(1, HEIGHT * ms / top)).toFixed(2)}h${(step * 0.8).toFixed(2)}V${HEIGHT}z`;
  const over = ms => targetMs != null && ms > targetMs;
  path('within', bars.map((ms, i) => over(ms) ? '' : bar(ms, i)).join(''));
  path('over', bars.map((ms, i) => over(ms) ? bar(ms, i) : '').join(''));
  path('line', targetMs == null ? '' : `M0 ${(HEIGHT - HEIGHT * targetMs / top).toFixed(2)}h${WIDTH}`);
  const missed = gaps.filter(over).length;
  say(byId('gaps-text'), `Gaps between tokens as seen here; full height is ${duration(top)}.`
    + (targetMs == null ? '' : ` ${missed ? `✕ ${count(missed, 'gap')} of ${gaps.length} over` : '✓ All within'} the target of ${duration(targetMs)}.`));
}
