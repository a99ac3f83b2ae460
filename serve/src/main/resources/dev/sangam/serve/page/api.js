// The server's HTTP API, with the key that the person gave. The key is in this variable and nowhere else.
let key = '';

export const useKey = given => { key = given; };

/** No answer, or an answer that broke off. */
export class Broken extends Error {}

/** An answer other than 2xx, in the server's own words where it gave any. */
export class Refusal extends Error {
  constructor(status, {message, code}, retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** Sends a request (a POST when there is a body) and returns the response once its head is there. */
export async function call(path, {body, signal} = {}) {
  const headers = {accept: 'text/event-stream'};
  if (key) headers.authorization = `Bearer ${key}`;
  if (body) headers['content-type'] = 'application/json';
  const response = await fetch(path, {
    method: body ? 'POST' : 'GET', body: body && JSON.stringify(body), headers, signal, cache: 'no-store', credentials: 'omit',
  }).catch(problem => {
    throw signal?.aborted ? signal.reason : new Broken('The server cannot be reached.', {cause: problem});
  });
  if (response.ok) return response;
  const said = await response.json().catch(() => null);
  const nothing = {message: `The server answered ${response.status} ${response.statusText}`.trim()};
  throw new Refusal(response.status, said?.error ?? nothing, response.headers.get('retry-after'));
}

/** The text of a response, piece by piece as it arrives. */
export async function* text(response, signal) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const next = () => reader.read().catch(problem => {
    throw signal?.aborted ? signal.reason : new Broken('The connection to the server broke off.', {cause: problem});
  });
  try {
    for (let piece = await next(); !piece.done; piece = await next()) yield piece.value;
  } finally {
    reader.cancel().catch(() => {});
  }
}
