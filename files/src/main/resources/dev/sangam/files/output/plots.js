// What the plots of all pages share. A page's own script follows, draws from the figures in #figures, and calls keepDrawn.
// Everything a plot shows as a number is also in the tables.
const figures = JSON.parse(document.getElementById('figures').textContent);
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colour = i => css(`--c${i % 8}`);
const HEIGHT = 240;
const charts = [];

const trim = v => String(+v.toPrecision(3));
function duration(v) {
  if (v == null) return '-';
  const a = Math.abs(v);
  if (a === 0) return '0 s';
  if (a < 0.9995e-3) return `${trim(v * 1e6)} us`;
  if (a < 0.9995) return `${trim(v * 1e3)} ms`;
  if (a < 120) return `${trim(v)} s`;
  return a < 7200 ? `${trim(v / 60)} min` : `${trim(v / 3600)} h`;
}
/** Labels of a logarithmic axis, which stand at powers of ten. */
const decade = v => v < 1 ? duration(v) : `${number(v)} s`;
const small = v => v.toExponential(2).replace(/\.?0+e/, 'e');
const number = v => v == null ? '-' : v >= 1000 ? Math.round(v).toLocaleString('en')
  : v !== 0 && Math.abs(v) < 1e-3 ? small(v) : trim(v);
const percent = v => v == null ? '-' : `${trim(v * 100)} %`;
const withUnit = unit => v => v == null ? '-' : `${number(v)} ${unit}`;

function axis(label, format, size) {
  return {
    label, labelSize: 20, size, stroke: css('--soft'), font: '12px system-ui', labelFont: '12px system-ui',
    grid: {stroke: css('--line'), width: 1}, ticks: {stroke: css('--line'), width: 1, size: 5},
    values: (u, splits) => splits.map(v => v == null ? '' : format(v)),
  };
}
const TIME_STEPS = [1e-3, 2e-3, 5e-3, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 15, 30,
  ...[1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 7200, 14400].map(m => m * 60)];
function clock(u, splits) {
  const step = splits.length > 1 ? splits[1] - splits[0] : 1;
  const [unit, name] = step >= 3600 ? [3600, 'h'] : step >= 60 ? [60, 'min'] : step >= 1 ? [1, 's'] : [1e-3, 'ms'];
  return splits.map(v => `${+(v / unit).toFixed(6)} ${name}`);
}

function draw(id, options, data) {
  const host = document.getElementById(id);
  if (!data[0].length) {
    host.textContent = 'Nothing to show.';
    return;
  }
  host.replaceChildren();
  charts.push({host, plot: new uPlot({width: host.clientWidth, height: HEIGHT, padding: [null, 28, null, null], ...options}, data, host)});
}

/** Draws now, again when the colours change, and fits the plots when the page does. */
function keepDrawn(drawPlots) {
  const drawAll = () => {
    charts.splice(0).forEach(c => c.plot.destroy());
    drawPlots();
    document.documentElement.dataset.plots = charts.length;
  };
  document.documentElement.classList.remove('no-plots');
  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  new ResizeObserver(() => charts.forEach(({host, plot}) => {
    if (host.clientWidth > 0 && host.clientWidth !== plot.width) plot.setSize({width: host.clientWidth, height: plot.height});
  })).observe(document.querySelector('main'));
}
