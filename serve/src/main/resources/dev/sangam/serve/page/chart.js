// Parts that plots are made of.
export const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
export const seconds = v => v == null ? '' : v === 0 ? 'now' : `${+v.toFixed(1)} s`;
export const fromZero = (least = 0) => (u, min, max) => [0, Math.max(max * 1.08, least) || 1];

const FONT = '12px system-ui, sans-serif';

export function axis(format, options = {}) {
  return {
    stroke: css('--soft'), font: FONT, size: 54, grid: {stroke: css('--line'), width: 1}, ticks: {show: false},
    values: (u, splits) => splits.map(format), ...options,
  };
}

/** An axis at the right side, of a scale of its own. */
export const second = (scale, format, size = 36) => axis(format, {scale, side: 1, size, grid: {show: false}});

export function line(label, colour, format, options = {}) {
  return {label, stroke: css(colour), width: 1.75, points: {show: false}, value: (u, v) => format(v), ...options};
}

export const bar = (label, colour, format, options = {}) =>
  line(label, colour, format, {fill: css(colour), width: 0, paths: uPlot.paths.bars({size: [0.8, 16]}), ...options});
