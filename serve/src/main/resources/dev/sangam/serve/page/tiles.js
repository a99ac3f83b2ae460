// The key figures at the top.
import {byId, el, say} from './dom.js';
import {duration, number, percent} from './format.js';

const TILES = {
  running: ['running', t => number(t.running)],
  waiting: ['waiting', t => number(t.waiting)],
  rate: ['tokens/s', t => number(t.classes.reduce((sum, c) => sum + c.tokensPerSecond, 0))],
  kv: ['KV cache used', t => percent(t.kvBlocks ? t.kvBlocksUsed / t.kvBlocks : null)],
  step: ['median step', (t, history) => duration(history.stepMs())],
  restarts: ['restarts', t => number(t.restarts)],
};
const cells = new Map();

function cell(name, label) {
  const value = el('dd', {id: `tile-${name}`});
  byId('tiles').append(el('div', {class: 'tile'}, el('dt', {}, label), value));
  return value;
}

export function showTiles(history) {
  for (const [name, [label, figure]] of Object.entries(TILES)) {
    if (!cells.has(name)) cells.set(name, cell(name, label));
    say(cells.get(name), figure(history.now, history));
  }
}
