// The front of a plan: a point per configuration and rate, goals that can be moved, and what is chosen.
const AXES = {
  ttft_p90: ['TTFT P90', duration], tbt_p99: ['TBT P99', duration], ttlt_p99: ['TTLT P99', duration],
  tokens_per_second: ['tokens/s of a replica', number],
};
const dollars = v => v == null ? '-' : `$${number(v)}`;
const NEAR = 24;

function element(tag, text, parent) {
  const e = document.createElement(tag);
  e.textContent = text;
  parent?.append(e);
  return e;
}

/** What the stored points say under other limits: for each configuration the highest rate that meets them. */
function cheapest(group, limits) {
  const best = new Map();
  for (const p of group.points) {
    const met = p.values.every((v, i) => v != null && (group.goals[i].upper ? v <= limits[i] : v >= limits[i]));
    const known = best.get(p.candidate);
    if (met && (!known || p.rate > known.rate)) best.set(p.candidate, p);
  }
  return [...best.values()]
    .map(p => ({p, replicas: Math.ceil(group.rate / p.rate - 1e-9)}))
    .map(c => ({...c, cost: c.replicas * c.p.price}))
    .sort((a, b) => a.cost - b.cost || b.p.rate * b.replicas - a.p.rate * a.replicas);
}

function explore(group, n) {
  const controls = document.getElementById(`controls-${n}`);
  const chosen = document.getElementById(`chosen-${n}`);
  controls.replaceChildren();
  const limits = group.goals.map(g => g.limit);
  let x = 'ttft_p90';
  let pinned = false;
  const select = element('select', '', controls);
  select.setAttribute('aria-label', 'horizontal axis');
  for (const [key, [label]] of Object.entries(AXES)) element('option', label, select).value = key;
  const answer = element('p', '', controls);
  group.goals.forEach((goal, i) => {
    if (!goal.latency) return;
    const row = element('label', '', controls);
    const text = element('span', goal.text, row);
    const slider = element('input', '', row);
    Object.assign(slider, {type: 'range', min: -2, max: 2, step: 0.05, value: 0});
    slider.addEventListener('input', () => {
      limits[i] = goal.limit * 2 ** slider.value;
      text.textContent = goal.text.replace(/[<>]=?.*/, m => `${m.match(/[<>]=?/)[0]} ${duration(limits[i])}`);
      tell();
    });
  });
  function tell() {
    const [first] = cheapest(group, limits);
    answer.textContent = first
      ? `${dollars(first.cost)}/h: ${first.replicas} x ${first.p.label}, a replica at ${number(first.p.rate)} requests/s`
      : 'No point meets these goals.';
  }
  function show(p) {
    chosen.replaceChildren();
    element('b', p.label, chosen);
    const list = element('dl', '', chosen);
    const facts = [
      ['a replica', `${p.gpus} x ${p.hardware}, ${dollars(p.price)}/h`], ['serves', `${number(p.rate)} requests/s, ${number(p.tokens_per_second)} tokens/s`],
      ['goals', p.met ? 'met' : 'missed'], ['per million output tokens', dollars(p.cost)],
      ['TTFT P50, P90, P99', [p.ttft_p50, p.ttft_p90, p.ttft_p99].map(duration).join(', ')],
      ['TBT P50, P90, P99', [p.tbt_p50, p.tbt_p90, p.tbt_p99].map(duration).join(', ')],
      ['TTLT P50, P99', [p.ttlt_p50, p.ttlt_p99].map(duration).join(', ')],
      ['KV cache used, busy', [p.kv_use, p.busy].map(percent).join(', ')],
      ['pool for all', `${Math.ceil(group.rate / p.rate - 1e-9)} replicas, ${dollars(Math.ceil(group.rate / p.rate - 1e-9) * p.price)}/h`],
    ];
    for (const [label, value] of facts) {
      element('dt', label, list);
      element('dd', value, list);
    }
  }
  function plot() {
    const points = group.points.filter(p => p[x] != null && p.cost != null).sort((a, b) => a[x] - b[x]);
    const kinds = [...new Set(group.points.map(p => p.hardware))];
    const style = (label, stroke, filled) => ({
      label, stroke, paths: () => null, points: {show: true, size: 7, fill: filled ? stroke : 'transparent', stroke},
    });
    const series = [
      {label: AXES[x][0], value: (u, v) => AXES[x][1](v)},
      ...kinds.map((kind, i) => ({...style(kind, colour(i), true), value: (u, v) => dollars(v)})),
      {label: 'front', stroke: css('--ink'), width: 1.5, spanGaps: true, points: {show: false}, value: (u, v) => dollars(v)},
    ];
    const data = [
      points.map(p => p[x]), ...kinds.map(kind => points.map(p => p.hardware === kind ? p.cost : null)), lower(points, x),
    ];
    draw(`front-${n}`, {
      height: 340, legend: {live: false}, cursor: {drag: {x: false, y: false}},
      scales: {x: {time: false, distr: 3}, y: {distr: 3}},
      axes: [axis(AXES[x][0], v => AXES[x][1](v), 44), axis('$ per million output tokens', number, 60)],
      series,
    }, data);
    const u = charts.at(-1).plot;
    const nearest = e => points.reduce((best, p) => {
      const d = Math.hypot(u.valToPos(p[x], 'x') - e.offsetX, u.valToPos(p.cost, 'y') - e.offsetY);
      return d < best.d ? {d, p} : best;
    }, {d: NEAR}).p;
    u.over.addEventListener('mousemove', e => {
      const p = nearest(e);
      if (p && !pinned) show(p);
    });
    u.over.addEventListener('click', e => {
      const p = nearest(e);
      pinned = Boolean(p);
      if (p) show(p);
    });
  }
  select.addEventListener('change', () => {
    x = select.value;
    const old = charts.findIndex(c => c.host.id === `front-${n}`);
    if (old >= 0) charts.splice(old, 1)[0].plot.destroy();
    plot();
  });
  const [first] = cheapest(group, limits);
  if (first) show(first.p);
  tell();
  plot();
}

/** The cheapest so far, from the better end of the axis. */
function lower(points, x) {
  const result = points.map(() => null);
  const order = points.map((p, i) => i);
  if (x === 'tokens_per_second') order.reverse();
  let best = Infinity;
  for (const i of order) {
    if (points[i].met && points[i].cost < best) {
      best = points[i].cost;
      result[i] = best;
    }
  }
  return result;
}

keepDrawn(() => figures.groups.forEach(explore));
