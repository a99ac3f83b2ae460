// Joins the feed with what shows it. Figures are drawn at most once per frame, and not at all while the tab is hidden.
import {useKey} from './api.js';
import {Classes} from './classes.js';
import {announce, byId, say} from './dom.js';
import {follow} from './feed.js';
import {count, duration} from './format.js';
import {History} from './history.js';
import {Plots} from './plots.js';
import {Prompt} from './prompt.js';
import {showTiles} from './tiles.js';

const CALM_MS = 1000;
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const history = new History();
const classes = new Classes(byId('classes'));
const plots = new Plots(history);
const prompt = new Prompt(unlock);
let served = null;
let drawing = false;
let connected = false;

function show() {
  drawing = false;
  if (!history.now) return;
  if (connected) state(history.now.state);
  showTiles(history);
  classes.show(history.now);
  plots.draw();
}

function showSoon() {
  if (drawing) return;
  drawing = true;
  if (calm.matches) setTimeout(show, CALM_MS);
  else requestAnimationFrame(show);
}

function state(name) {
  byId('state').dataset.state = name;
  say(byId('state'), name);
  document.body.classList.toggle('stale', !connected);
  announce('state', `The server is ${name}.`);
}

function model(m) {
  document.body.classList.remove('blank');
  history.clear();
  served = m;
  say(byId('model'), m.id);
  say(byId('description'), [m.description, `context of ${count(m.contextTokens, 'token')}`,
    `${count(m.kvBlocks, 'KV block')} of ${count(m.blockTokens, 'token')}`].filter(Boolean).join(' · '));
  document.title = `${m.id} · Sangam`;
  say(byId('window'), m.windowSeconds ? `Figures of the last ${m.windowSeconds} s.` : '');
  say(byId('late'), m.windowSeconds ? `Of late: in the last ${m.windowSeconds} s.` : '');
  classes.model(m);
  plots.model(m);
  prompt.model(m);
}

/** Classes that requests made for themselves, without targets of the deployment's. */
function strangers(t) {
  const unknown = t.classes.filter(c => !served.classes.some(known => known.name === c.name));
  if (!unknown.length) return;
  const added = unknown.map(({name}) => ({name, ttftMs: null, tbtMs: null, ttltMs: null}));
  served = {...served, classes: [...served.classes, ...added]};
  classes.model(served);
  plots.model(served);
}

function tick(t) {
  strangers(t);
  connected = true;
  byId('lost').hidden = byId('unlock').hidden = true;
  history.add(t);
  showSoon();
}

function lost(problem, waitMs, again) {
  connected = false;
  const word = /^engine_(\w+)$/.exec(problem.code)?.[1] ?? 'disconnected';
  state(word);
  say(byId('lost-word'), `${word[0].toUpperCase()}${word.slice(1)}.`);
  say(byId('reason'), `${problem.message} Next try in ${duration(waitMs)}.`);
  byId('lost').hidden = false;
  byId('retry').onclick = again;
}

/** Asks for a key; resolves when there is one. */
function unlock(problem) {
  connected = false;
  state('locked');
  byId('lost').hidden = true;
  say(byId('key-problem'), byId('unlock').hidden ? '' : problem.message);
  byId('unlock').hidden = false;
  byId('key').focus();
  return new Promise(given => {
    byId('unlock').onsubmit = event => {
      event.preventDefault();
      useKey(byId('key').value.trim());
      byId('key').value = '';
      given();
    };
  });
}

follow({model, tick, lost, locked: unlock});
