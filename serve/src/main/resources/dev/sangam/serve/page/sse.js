// Server-sent events out of text that arrives in pieces: EventSource can send neither a key nor a body.
const MOST_CHARACTERS = 8 << 20;

/** Yields {event, data} as they become whole; ends with the text. */
export async function* events(pieces) {
  let rest = '';
  let event = 'message';
  let data = [];
  for await (const piece of pieces) {
    // A carriage return at the very end may be half of a line's end.
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    if (rest.length > MOST_CHARACTERS) throw new Error('an event of the server is too long');
    for (const line of lines) {
      if (line === '') {
        if (data.length) yield {event, data: data.join('\n')};
        event = 'message';
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line[5] === ' ' ? 6 : 5));
      } else if (line.startsWith('event:')) {
        event = line.slice(6).trim();
      }
    }
  }
}
