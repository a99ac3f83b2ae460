// Elements made and found. Text goes in as text, never as HTML.
const SVG = 'http://www.w3.org/2000/svg';

export const byId = id => document.getElementById(id);

function make(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export const el = (tag, attributes = {}, ...children) => make(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) => make(document.createElementNS(SVG, tag), attributes, children);

/** Writes only what changed, so that a selection or a screen reader is not disturbed five times a second. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const CALM_MS = 4000;
const told = new Map();

/** Tells those who hear the page of a change of state: of one subject only now and then, however often it changes. */
export function announce(subject, text, otherwise = '') {
  const before = told.get(subject);
  if (before?.text === text || before?.at > performance.now() - CALM_MS) return;
  told.set(subject, {text, at: performance.now()});
  if (before || text) byId('announcements').textContent = text || otherwise;
}
