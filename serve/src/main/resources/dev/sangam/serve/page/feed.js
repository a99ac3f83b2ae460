// Follows the live feed for as long as the page is open.
import {Broken, call, Refusal, text} from './api.js';
import {events} from './sse.js';

const SILENCE_MS = 5000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

/**
 * Calls {model, tick} with what comes; {lost} with a reason, the wait before the next try and a function that ends the wait;
 * {locked} when the server wants a key, which resolves once there is a new one.
 */
export async function follow(on) {
  let wait = FIRST_WAIT_MS;
  const alive = () => { wait = FIRST_WAIT_MS; };
  for (;;) {
    const problem = await attempt(on, alive);
    if (problem.status === 401) {
      await on.locked(problem);
    } else {
      await new Promise(again => {
        const timer = setTimeout(again, wait);
        on.lost(problem, wait, () => { clearTimeout(timer); again(); });
      });
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
}

/** One connection until it ends; returns why it did. */
async function attempt(on, alive) {
  const abort = new AbortController();
  const {signal} = abort;
  let watchdog;
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => abort.abort(new Broken('The server fell silent.')), SILENCE_MS);
  };
  heard();
  try {
    for await (const {event, data} of events(text(await call('v1/live/events', {signal}), signal))) {
      heard();
      if (event !== 'model' && event !== 'tick') continue;
      on[event](JSON.parse(data));
      alive();
    }
    return new Broken('The server closed the connection.');
  } catch (problem) {
    if (!(problem instanceof Broken || problem instanceof Refusal)) console.error(problem);
    return problem;
  } finally {
    clearTimeout(watchdog);
    abort.abort();
  }
}
