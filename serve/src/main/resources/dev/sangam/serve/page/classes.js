// A card per class of service: who streams, how fast, and whether its targets are met.
import {announce, el, say} from './dom.js';
import {count, duration, number, percent} from './format.js';
import {Meter} from './meter.js';

const IDLE = {streams: 0, waiting: 0, ttftMs: null, tbtMs: null, tokensPerSecond: 0, finished: 0, failed: 0, promised: 0, attained: 0, relegated: 0};

class Card {
  constructor(qos, colour) {
    this.name = qos.name;
    this.promise = [['TTFT', qos.ttftMs], ['TBT', qos.tbtMs], ['whole answer', qos.ttltMs]].filter(([, ms]) => ms != null)
      .map(([what, ms]) => `${what} ${duration(ms)}`).join(', ');
    this.ttft = new Meter('TTFT', 'time to first token', qos.ttftMs);
    this.tbt = new Meter('TBT', 'time between tokens', qos.tbtMs);
    this.load = el('p', {class: 'soft'});
    this.rate = el('b');
    this.ended = el('span', {class: 'soft'});
    this.failed = el('span', {class: 'bad'});
    this.flag = el('span', {class: 'flag'}, '✕ over target');
    this.node = el('article', {class: `card class k${colour}`, 'aria-label': `class ${qos.name}`},
      el('h3', {}, qos.name, ' ', this.flag), this.load, this.ttft.node, this.tbt.node,
      el('p', {class: 'foot'}, el('span', {}, this.rate, ' tokens/s'), el('span', {}, this.ended, this.failed)));
    this.show(IDLE);
    if (qos.ttltMs != null) this.load.after(el('p', {class: 'soft busy'}, `Whole answers within ${duration(qos.ttltMs)}`));
  }

  show(c) {
    const missed = [['TTFT', this.ttft.show(c.ttftMs)], ['TBT', this.tbt.show(c.tbtMs)]].filter(m => m[1]).map(m => m[0]);
    this.node.classList.toggle('missed', missed.length > 0);
    const idle = !(c.streams || c.waiting || c.finished || c.failed || c.ttftMs || c.tbtMs);
    this.node.classList.toggle('idle', idle);
    say(this.load, idle ? `Idle. ${this.promise ? `Targets: ${this.promise}` : 'No targets'}`
      : `${count(c.streams, 'stream')}, ${number(c.waiting)} waiting${c.relegated ? `, ${number(c.relegated)} relegated` : ''}`);
    say(this.rate, number(c.tokensPerSecond));
    say(this.ended, `${number(c.finished)} finished${c.promised ? `, ${percent(c.attained / c.promised)} as promised` : ''}`);
    say(this.failed, c.failed ? `, ${number(c.failed)} failed` : '');
    return missed.length ? `Class ${this.name} is over its target for ${missed.join(' and ')}.` : '';
  }
}

export class Classes {
  cards = new Map();

  constructor(host) {
    this.host = host;
  }

  model({classes}) {
    this.cards = new Map(classes.map((qos, i) => [qos.name, new Card(qos, i % 8)]));
    this.host.replaceChildren(...[...this.cards.values()].map(card => card.node));
  }

  show(tick) {
    const missed = tick.classes.map(c => this.cards.get(c.name).show(c)).filter(Boolean);
    announce('targets', missed.join(' '), 'Every class is within its targets again.');
  }
}
