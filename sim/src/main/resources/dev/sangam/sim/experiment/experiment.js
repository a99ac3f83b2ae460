// The plots of experiments: violations over load, a curve per variant.
function curves(plot) {
  draw(plot.id, {
    scales: {x: {time: false}, y: {range: [0, 1]}},
    axes: [axis('requests/s', number, 44), axis(null, percent, 50)],
    series: [{label: 'load', value: (u, v) => withUnit('requests/s')(v)}, ...plot.curves.map((curve, i) => ({
      label: curve.variant, stroke: colour(i), width: 2, points: {show: true, size: 6}, value: (u, v) => percent(v),
    }))],
  }, [plot.rates, ...plot.curves.map(curve => curve.shares)]);
}

keepDrawn(() => figures.plots.forEach(curves));
