// The plots of a run.
/** Dashed verticals where the promise of a class lies. */
function promises(slos) {
  return u => {
    const {left, top, width, height} = u.bbox;
    u.ctx.save();
    slos.forEach((slo, i) => {
      const x = slo && u.valToPos(slo, 'x', true);
      if (!slo || x < left || x > left + width) return;
      u.ctx.strokeStyle = colour(i);
      u.ctx.setLineDash([4, 4]);
      u.ctx.beginPath();
      u.ctx.moveTo(x, top);
      u.ctx.lineTo(x, top + height);
      u.ctx.stroke();
    });
    u.ctx.restore();
  };
}

function cdf(metric) {
  const curves = figures.cdfs[metric];
  const shown = figures.classes.map((name, i) => ({name, i})).filter(c => curves[c.i].length);
  const tables = shown.map(c => {
    const xs = curves[c.i].length > 1 ? curves[c.i] : [curves[c.i][0], curves[c.i][0]];
    return [xs, xs.map((x, k) => k / (xs.length - 1))];
  });
  draw(`cdf-${metric}`, {
    scales: {x: {time: false, distr: 3}, y: {range: [0, 1]}},
    axes: [axis(null, decade, 30), axis(null, percent, 50)],
    series: [{label: 'at most', value: (u, v) => duration(v)}, ...shown.map(c => ({
      label: c.name, stroke: colour(c.i), width: 2, spanGaps: true, points: {show: false}, value: (u, v) => percent(v),
    }))],
    hooks: {draw: [promises(figures.slos.map(s => s[metric]))]},
  }, tables.length ? uPlot.join(tables.map(rising)) : [[]]);
}

/**
 * Of equal values the first and the last stay, the first a hair to the left: a joined x column must rise strictly, and where
 * many are equal the curve must rise upright. Values have four digits, so that a hair passes none of them.
 */
function rising([xs, ys]) {
  const first = i => i === 0 || xs[i - 1] < xs[i];
  const last = i => i === xs.length - 1 || xs[i] < xs[i + 1];
  const keep = xs.map((x, i) => first(i) || last(i));
  return [xs.map((x, i) => last(i) ? x : x * (1 - 1e-6)).filter((x, i) => keep[i]), ys.filter((y, i) => keep[i])];
}

function timeline(id, label, format, series, options = {}) {
  const t = figures.timeline.time;
  const x = axis(null, number, 30);
  draw(id, {
    cursor: {sync: {key: 'time'}},
    scales: {x: {time: false}, y: {range: (u, min, max) => [0, options.max ?? (max > 0 ? max * 1.05 : 1)]}},
    axes: [{...x, values: clock, incrs: TIME_STEPS, space: 60}, axis(label, format, 60)],
    series: [{label: 'time', value: (u, v) => duration(v)}, ...series.map(s => ({
      label: s.label, stroke: colour(s.colour), width: 1.5, points: {show: false},
      fill: s.fill ? `${colour(s.colour)}${s.fill}` : undefined,
      value: (u, v, si, i) => options.legend(i == null ? null : s.values[i]),
    }))],
  }, [t, ...series.map(s => s.drawn ?? s.values)]);
}

function timelines() {
  const {prefill_tokens_per_second: prefill, decode_tokens_per_second: decode, ...t} = figures.timeline;
  timeline('composition', 'tokens/s', number, [
    {label: 'prefill', values: prefill, drawn: prefill.map((v, i) => v + decode[i]), colour: 0, fill: '55'},
    {label: 'decode', values: decode, colour: 1, fill: 'cc'},
  ], {legend: withUnit('tokens/s')});
  timeline('queue', 'requests', number, [
    {label: 'waiting', values: t.waiting, colour: 3, fill: '33'},
    {label: 'running', values: t.running, colour: 2},
  ], {legend: number});
  timeline('use', null, percent, [
    {label: 'KV cache', values: t.kv_use_share, colour: 4, fill: '33'},
    {label: 'busy', values: t.busy_share, colour: 5},
  ], {max: 1, legend: percent});
  timeline('traffic', 'requests/s', number, [
    {label: 'arrivals', values: t.arrivals_per_second, colour: 7, fill: '33'},
    {label: 'completions', values: t.completions_per_second, colour: 2},
  ], {legend: withUnit('requests/s')});
}

function scatter() {
  const {prompt_tokens: prompts, ttft_seconds: ttft, class: classOf} = figures.scatter;
  draw('scatter', {
    height: 320,
    scales: {x: {time: false, distr: 3}, y: {distr: 3}},
    axes: [axis('prompt tokens', number, 30), axis('TTFT', decade, 60)],
    series: [{label: 'prompt', value: (u, v) => withUnit('tokens')(v)}, ...figures.classes.map((label, c) => ({
      label, stroke: colour(c), paths: () => null, value: (u, v) => duration(v),
      points: {show: true, size: 4, width: 0, fill: `${colour(c)}99`, stroke: 'transparent'},
    }))],
  }, [prompts, ...figures.classes.map((name, c) => ttft.map((v, i) => classOf[i] === c ? v : null))]);
}

keepDrawn(() => {
  Object.keys(figures.cdfs).forEach(cdf);
  timelines();
  scatter();
});
