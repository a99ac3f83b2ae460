// Figures as people read them.
export const NONE = '–';

const trim = v => String(+v.toPrecision(3));

export const number = v => v == null ? NONE : v >= 1000 ? Math.round(v).toLocaleString('en') : trim(v);
export const percent = v => v == null ? NONE : `${v < 0.1 ? trim(v * 100) : Math.round(v * 100)} %`;

/** A duration given in milliseconds. */
export function duration(ms) {
  if (ms == null) return NONE;
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 999.5) return `${ms < 9.995 ? +ms.toFixed(2) : trim(ms)} ms`;
  return ms < 120e3 ? `${trim(ms / 1e3)} s` : ms < 7200e3 ? `${trim(ms / 60e3)} min` : `${trim(ms / 3600e3)} h`;
}

export const count = (n, thing) => `${number(n)} ${thing}${n === 1 ? '' : 's'}`;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[sorted.length >> 1] : null;
}
