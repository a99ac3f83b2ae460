// Draws plots that describe themselves: axes, units and series come with the data.
const difference = v => v == null ? '-' : `${v > 0 ? '+' : ''}${percent(v)}`;
const formats = {seconds: duration, share: percent, difference, number};

/** One row per x, in their order: series that share an x share the row. uPlot wants columns. */
function columns(series) {
  const points = series.flatMap((s, k) => s.xs.map((x, i) => [x, k, s.ys[i]])).sort((a, b) => a[0] - b[0]);
  const data = Array.from({length: series.length + 1}, () => []);
  points.forEach(([x, k, y]) => {
    const last = data[0].length - 1;
    if (last < 0 || data[0][last] !== x || data[k + 1][last] !== null) {
      data.forEach((column, c) => column.push(c === 0 ? x : null));
    }
    data[k + 1][data[0].length - 1] = y;
  });
  return data;
}

/** The nearest row in which the series has a value: each series has its own x values. */
function nearest(u, k, row) {
  const column = u.data[k];
  for (let d = 0; d < column.length; d++) {
    if (column[row - d] != null) return row - d;
    if (column[row + d] != null) return row + d;
  }
  return row;
}

function style(s, format) {
  const line = {
    label: s.label, stroke: colour(s.colour), width: 1.75, spanGaps: true, points: {show: false},
    value: (u, v) => v == null ? '-' : format(v),
  };
  if (s.stroke === 'dashed') return {...line, dash: [5, 4]};
  if (s.stroke === 'steps') return {...line, paths: uPlot.paths.stepped({align: 1}), fill: `${colour(s.colour)}33`};
  if (s.stroke === 'marked') return {...line, points: {show: true, size: 7}};
  if (s.stroke === 'points') {
    const fill = `${colour(s.colour)}99`;
    return {...line, paths: () => null, points: {show: true, size: 4, width: 0, fill, stroke: 'transparent'}};
  }
  return line;
}

function scale(axis) {
  if (axis.logarithmic) return {time: false, distr: 3};
  if (axis.unit === 'share') return {time: false, range: [0, 1]};
  if (axis.unit === 'difference') return {time: false, range: (u, min, max) => [Math.min(-.01, min * 1.05), Math.max(.01, max * 1.05)]};
  return {time: false, range: (u, min, max) => [Math.min(0, min), max > 0 ? max * 1.03 : 1]};
}

function axisOf(a, size) {
  return axis(a.label, a.unit === 'seconds' && a.logarithmic ? decade : formats[a.unit], size);
}

/** The x axis of a plot over time. */
function timeAxis(a) {
  return {...axisOf(a, 30), values: clock, incrs: TIME_STEPS, space: 60};
}

function drawPlot(plot) {
  const positive = s => {
    const keep = s.xs.map((x, i) => (!plot.x.logarithmic || x > 0) && (!plot.y.logarithmic || s.ys[i] > 0) && s.ys[i] != null);
    return {...s, xs: s.xs.filter((x, i) => keep[i]), ys: s.ys.filter((y, i) => keep[i])};
  };
  const overTime = plot.x.unit === 'seconds' && !plot.x.logarithmic;
  const series = plot.series.map(positive).filter(s => s.xs.length);
  draw(plot.id, {
    cursor: {dataIdx: (u, k, row) => k === 0 ? row : nearest(u, k, row), ...(overTime ? {sync: {key: 'time'}} : {})},
    scales: {x: scale(plot.x), y: scale(plot.y)},
    axes: [overTime ? timeAxis(plot.x) : axisOf(plot.x, 30), axisOf(plot.y, 60)],
    series: [{label: plot.x.label, value: (u, v) => v == null ? '-' : formats[plot.x.unit](v)},
      ...series.map(s => style(s, formats[plot.y.unit]))],
  }, series.length ? columns(series) : [[]]);
}

keepDrawn(() => figures.plots.forEach(drawPlot));
