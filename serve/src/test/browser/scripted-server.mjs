// Plays a server for the live page: the page's own files, a feed made up from a seed, and answers that do as the prompt asks.
// Alone: ROOT=. node serve/src/test/browser/scripted-server.mjs [port]
import {readFile} from 'node:fs/promises';
import http from 'node:http';
import {extname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {Feed} from './scripted-feed.mjs';

const PAGE = 'serve/src/main/resources/dev/sangam/serve/page';
const PLOT = 'files/src/main/resources/dev/sangam/files/plot';
const SHARED = {'uplot.js': 'uPlot.iife.min.js', 'uplot.css': 'uPlot.min.css', 'colours.css': 'colours.css'};
const TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml'};
const TICK_MS = 200;

const WORDS = ('The sea was calm that morning, and the old whaler lay at anchor in the bay while the crew mended '
  + 'her sails. Nobody spoke of the storm. By noon the wind had turned, the tide ran out past the point, and the captain '
  + 'gave the order that all of them had been waiting for.').split(/(?= )/);
export const HTML = ['<script>', 'window.hacked = 1', '</script>', '<img src=x onerror="window.hacked = 2">', ' <b>bold</b> &amp; so on'];

const sleep = ms => new Promise(done => setTimeout(done, ms));

export class ScriptedServer {
  bodies = [];
  cancelled = 0;
  feed = new Feed();

  /** @param key what clients must send; none for an open server */
  constructor({root, key = ''}) {
    this.root = root;
    this.key = key;
  }

  /** Listens on a port of the loopback interface, a free one for 0; returns the address. */
  async start(port = 0) {
    this.server = http.createServer((request, response) => this.answer(request, response).catch(() => response.destroy()));
    await new Promise((done, failed) => this.server.on('error', failed).listen(port, '127.0.0.1', done));
    this.port = this.server.address().port;
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Drops every connection, as a process that dies does. */
  stop() {
    const closed = new Promise(done => this.server.close(done));
    this.server.closeAllConnections();
    return closed;
  }

  async answer(request, response) {
    const {pathname} = new URL(request.url, 'http://server');
    if (pathname === '/' || pathname.startsWith('/page/')) return this.file(pathname, response);
    if (this.key && request.headers.authorization !== `Bearer ${this.key}`) return this.refuse(response, 401, 'The API key is missing or wrong.');
    if (pathname === '/v1/live/events') return this.live(response);
    if (pathname === '/v1/chat/completions') return this.chat(request, response);
    this.refuse(response, 404, `There is nothing at ${pathname}.`);
  }

  async file(pathname, response) {
    const name = pathname === '/' ? 'index.html' : pathname.slice('/page/'.length);
    const path = SHARED[name] ? join(this.root, PLOT, SHARED[name]) : join(this.root, PAGE, name);
    const content = await readFile(path).catch(() => null);
    if (!content) return this.refuse(response, 404, `There is no file ${name}.`);
    response.writeHead(200, {'content-type': TYPES[extname(name)], 'x-content-type-options': 'nosniff'}).end(content);
  }

  refuse(response, status, message, headers = {}, code = null) {
    response.writeHead(status, {'content-type': 'application/json', ...headers});
    response.end(JSON.stringify({error: {message, type: 'invalid_request_error', param: null, code}}));
  }

  live(response) {
    if (this.feed.state === 'starting') return this.refuse(response, 503, 'The engine is starting.', {'retry-after': '2'}, 'engine_starting');
    response.writeHead(200, {'content-type': 'text/event-stream', 'cache-control': 'no-store'});
    const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    send('model', this.feed.model);
    const timer = setInterval(() => send('tick', this.feed.tick(TICK_MS)), TICK_MS);
    response.on('close', () => clearInterval(timer));
  }

  async chat(request, response) {
    let text = '';
    for await (const part of request) text += part;
    const body = JSON.parse(text);
    this.bodies.push(body);
    const prompt = body.messages[0].content;
    if (prompt.includes('overload')) return this.refuse(response, 503, 'The queue is full.', {'retry-after': '7'});
    let gone = false;
    response.on('close', () => {
      gone = !response.writableFinished;
      if (gone) this.cancelled++;
    });
    response.writeHead(200, {'content-type': 'text/event-stream'});
    const pieces = prompt.includes('html') ? HTML : WORDS;
    const most = prompt.includes('endless') ? Infinity : Math.min(body.max_tokens, pieces.length);
    const send = data => response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
    const delta = (content, reason = null) => send({choices: [{index: 0, delta: {content}, finish_reason: reason}], usage: null});
    await sleep(60);
    let said = 0;
    for (; said < most && !gone; said++) {
      delta(pieces[said % pieces.length]);
      if (prompt.includes('break') && said === 5) return response.destroy();
      await sleep(prompt.includes('stall') && said === 20 ? 400 : 12);
    }
    delta('', most === body.max_tokens ? 'length' : 'stop');
    send({choices: [], usage: {prompt_tokens: 9, completion_tokens: said, total_tokens: 9 + said}});
    send('[DONE]');
    response.end();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = new ScriptedServer({root: process.env.ROOT ?? '.', key: process.env.API_KEY ?? ''});
  console.log(await server.start(Number(process.argv[2] ?? 8099)));
}
