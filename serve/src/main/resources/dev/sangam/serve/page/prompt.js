// The box to try a prompt: one chat completion, streamed.
import {Broken, call, Refusal, text} from './api.js';
import {byId, el, say} from './dom.js';
import {count, duration, number} from './format.js';
import {showGaps} from './gaps.js';
import {verdict} from './meter.js';
import {events} from './sse.js';

/** What is known of one answer. */
class Answer {
  sent = performance.now();
  gaps = [];
  tokens = null;
  finish = null;

  piece() {
    const now = performance.now();
    if (this.first == null) this.first = now;
    else this.gaps.push(now - this.last);
    this.last = now;
  }

  get ttft() {
    return this.first == null ? null : this.first - this.sent;
  }

  /** After the first token; null before the second. */
  get perSecond() {
    const after = (this.tokens ?? this.gaps.length + 1) - 1;
    return this.gaps.length ? 1e3 * after / (this.last - this.first) : null;
  }
}

export class Prompt {
  classes = new Map();
  abort = null;

  /** @param unlock asks for a key; resolves when there is one */
  constructor(unlock) {
    this.unlock = unlock;
    byId('ask').addEventListener('submit', event => {
      event.preventDefault();
      this.send();
    });
    byId('ask').addEventListener('keydown', event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) byId('ask').requestSubmit();
      else if (event.key === 'Escape') this.stop();
    });
    byId('stop').addEventListener('click', () => this.stop());
  }

  model({id, contextTokens, classes}) {
    this.id = id;
    this.classes = new Map(classes.map(c => [c.name, c]));
    const select = byId('class');
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...classes.map(c => el('option', {value: c.name}, c.name)));
    select.value = this.classes.has(chosen) ? chosen : '';
    byId('max-tokens').max = contextTokens;
  }

  body() {
    const tier = byId('class').value;
    return {
      model: this.id,
      messages: [{role: 'user', content: byId('text').value}],
      temperature: byId('temperature').valueAsNumber,
      max_tokens: byId('max-tokens').valueAsNumber,
      stream: true,
      stream_options: {include_usage: true},
      ...(tier && {service_tier: tier}),
    };
  }

  stop() {
    this.abort?.abort(new Broken('Stopped.'));
  }

  async send() {
    if (this.abort) return;
    this.abort = new AbortController();
    this.busy(true);
    const answer = new Answer();
    const target = this.classes.get(byId('class').value);
    say(byId('outcome'), 'Waiting for the first token…');
    byId('answer').replaceChildren(document.createTextNode(''));
    byId('answer').hidden = byId('answer-figures').hidden = byId('gaps').hidden = true;
    try {
      await this.stream(answer, target);
      say(byId('outcome'), this.outcome(answer));
    } catch (problem) {
      this.explain(problem, answer);
    }
    this.show(answer, target);
    this.abort = null;
    this.busy(false);
  }

  async stream(answer, target) {
    const {signal} = this.abort;
    const response = await call('v1/chat/completions', {body: this.body(), signal});
    let whole = false;
    for await (const {data} of events(text(response, signal))) {
      whole ||= data === '[DONE]';
      if (data !== '[DONE]') this.take(JSON.parse(data), answer, target);
    }
    if (!whole) throw new Broken('The answer broke off.');
  }

  take(chunk, answer, target) {
    if (chunk.error) throw new Refusal(0, chunk.error, null);
    answer.tokens = chunk.usage?.completion_tokens ?? answer.tokens;
    const choice = chunk.choices?.[0];
    answer.finish = choice?.finish_reason ?? answer.finish;
    if (!choice?.delta?.content) return;
    answer.piece();
    const box = byId('answer');
    const following = box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
    box.hidden = false;
    box.firstChild.appendData(choice.delta.content);
    if (following) box.scrollTop = box.scrollHeight;
    say(byId('outcome'), 'Answering…');
    this.showSoon(answer, target);
  }

  showSoon(answer, target) {
    if (answer.drawing) return;
    answer.drawing = requestAnimationFrame(() => {
      answer.drawing = null;
      this.show(answer, target);
    });
  }

  show(answer, target) {
    if (answer.first == null) return;
    const limit = target?.ttftMs;
    byId('answer-figures').hidden = false;
    say(byId('answer-ttft'), duration(answer.ttft));
    verdict(byId('answer-verdict'), answer.ttft, limit);
    say(byId('answer-rate'), number(answer.perSecond));
    say(byId('answer-worst'), duration(answer.gaps.length ? answer.gaps.reduce((a, b) => Math.max(a, b)) : null));
    showGaps(answer.gaps, target?.tbtMs);
  }

  outcome({tokens, finish, first}) {
    const said = tokens == null ? 'Done' : `Done: ${count(tokens, 'token')}`;
    if (first == null) return `${said}, none of them text.`;
    return finish === 'length' ? `${said}, which is as many as were allowed.` : `${said}.`;
  }

  explain(problem, answer) {
    if (!(problem instanceof Broken || problem instanceof Refusal)) console.error(problem);
    const later = problem.retryAfter ? ` Try again in ${problem.retryAfter} s.` : '';
    const kept = answer.first == null ? '' : ` after ${count(answer.gaps.length + 1, 'piece')} of text`;
    say(byId('outcome'), problem.message.replace(/\.$/, kept + '.') + later);
    if (problem.status === 401) this.unlock(problem);
  }

  busy(is) {
    byId('send').disabled = is;
    byId('stop').disabled = !is;
    byId('answer').setAttribute('aria-busy', is);
    if (is) byId('stop').focus();
    else if (document.activeElement === byId('stop') || document.activeElement === document.body) byId('send').focus();
  }
}
