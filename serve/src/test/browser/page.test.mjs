// What the live page must do, in Chromium. BASE_URL names a running server; without it a scripted one plays every part.
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {after, before, test} from 'node:test';
import {chromium} from 'playwright-core';
import {HTML, ScriptedServer} from './scripted-server.mjs';

const {BASE_URL, API_KEY = '', CHROMIUM, ROOT, SCREENSHOTS} = process.env;
const scripted = {skip: BASE_URL ? 'needs the scripted server' : false};
const WAIT = {timeout: 10_000};

let browser, server, base, page, problems;

before(async () => {
  server = BASE_URL ? null : new ScriptedServer({root: ROOT});
  base = BASE_URL || await server.start();
  browser = await chromium.launch({
    executablePath: CHROMIUM, chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
  await open();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens the page, in place of the one before; whatever the browser complains of from then on is in problems. */
async function open(url = base, options = {}) {
  await page?.context().close();
  problems = [];
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  page = await context.newPage();
  page.on('console', message => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  page.on('pageerror', error => problems.push(error.message));
  await page.goto(url);
  if (API_KEY) {
    await page.fill('#key', API_KEY);
    await page.click('#unlock button');
  }
  if (url === base) await page.waitForSelector('#tile-running', WAIT);
}

const text = selector => page.textContent(selector);
const until = (selector, wanted) => page.waitForFunction(
  ([s, w]) => new RegExp(w).test(document.querySelector(s)?.textContent ?? ''), [selector, wanted.source], WAIT);

async function ask(prompt, fields = {'max-tokens': 200}) {
  await page.fill('#text', prompt);
  for (const [id, value] of Object.entries(fields)) await page.fill(`#${id}`, String(value));
  await page.click('#send');
}

/** Until a condition of the test's own holds. */
async function eventually(holds, what) {
  const end = Date.now() + WAIT.timeout;
  while (!holds()) {
    assert.ok(Date.now() < end, what);
    await new Promise(done => setTimeout(done, 20));
  }
}

test('figures appear, change and are drawn', async () => {
  await until('#state', /^(ready|starting|draining)$/);
  assert.notEqual(await text('#model'), '');
  if (BASE_URL) await ask('Tell me about the sea.', {'max-tokens': 100});
  await page.waitForFunction(() => document.querySelectorAll('.plot canvas').length >= 4, null, WAIT);
  const before = await text('main');
  await page.waitForFunction(was => document.querySelector('main').textContent !== was, before, WAIT);
  assert.ok(await page.locator('.class').count() > 0);
  assert.match(await page.getAttribute('#composition', 'aria-label'), /decode/);
  assert.deepEqual(problems, []);
});

test('what the scheduler decides by deadlines is drawn and told', scripted, async () => {
  await page.waitForSelector('#deadlines:not([hidden])', WAIT);
  const said = async (id, words) => assert.match(await page.getAttribute(`#${id}`, 'aria-label'), words);
  await said('slack', /least slack −?[\d.]+ m?s$/);
  await said('chunk', /prompt tokens?, \d+ at most$/);
  await said('order', /alpha [\d.]+ ms\/token, backlog [\d.]+ m?s$/);
  await said('relegated', /relegated now, \d+ of late$/);
  await until('#classes', /waiting, \d relegated/);
  await until('#classes', /finished, \d+ % as promised/);
  assert.deepEqual(problems, []);
});

test('a scheduler without deadlines has no such plots', scripted, async () => {
  const plain = new ScriptedServer({root: ROOT});
  const tick = plain.feed.tick.bind(plain.feed);
  plain.feed.tick = span => ({...tick(span), qos: null});
  try {
    await open(await plain.start());
    await page.waitForFunction(() => document.querySelectorAll('.plot canvas').length === 4, null, WAIT);
    assert.equal(await page.isVisible('#deadlines'), false);
  } finally {
    await plain.stop();
    await open();
  }
});

test('a class over its target says so in words, and the others do not', scripted, async () => {
  await until('.class.missed', /over/);
  assert.equal(await page.locator('.class.missed').count(), 1);
  const code = page.locator('.class', {has: page.locator('h3', {hasText: 'code'})});
  assert.equal(await code.locator('.flag').isVisible(), true);
  assert.equal(await code.locator('.verdict').first().textContent(), '✕ over 300 ms');
  const first = page.locator('.class').first();
  assert.equal(await first.locator('.flag').isVisible(), false);
  assert.equal(await first.locator('.verdict').first().textContent(), '✓ within 500 ms');
  await until('#announcements', /Class code is over its target for TTFT/);
});

test('an answer streams, with its figures', async () => {
  await page.selectOption('#class', {index: 1});
  await ask('Tell me about the sea.', {'max-tokens': 20});
  await until('#outcome', /^Done: \d+ tokens?/);
  assert.match(await text('#answer-ttft'), /^[\d.]+ m?s$/);
  assert.match(await text('#answer-verdict'), /within|over|no target/);
  assert.match(await text('#answer-rate'), /^[\d.,]+$/);
  assert.match(await text('#gaps-text'), /Gaps between tokens/);
  assert.ok((await page.getAttribute('#strip .within', 'd')).length + (await page.getAttribute('#strip .over', 'd')).length > 0);
  assert.notEqual(await text('#answer'), '');
  assert.equal(await page.isEnabled('#send'), true);
  if (server) {
    assert.match(await text('#answer'), /^The sea was calm that morning, and the old whaler/);
    assert.match(await text('#outcome'), /as many as were allowed/);
    const {temperature, max_tokens: most, service_tier: tier, stream} = server.bodies.at(-1);
    assert.deepEqual({temperature, most, tier, stream}, {temperature: 0.7, most: 20, tier: 'interactive', stream: true});
  }
  assert.deepEqual(problems, []);
});

test('a stall is seen in the strip of gaps', scripted, async () => {
  await page.selectOption('#class', 'interactive');
  await ask('A stall, please.');
  await until('#outcome', /^Done: 54 tokens\.$/);
  assert.match(await text('#gaps-text'), /✕ [1-9]\d* gaps? of 53 over the target of 50 ms/);
  assert.notEqual(await page.getAttribute('#strip .over', 'd'), '');
});

test('the stop button ends an answer, here and at the server', async t => {
  await ask('An endless tale.', {'max-tokens': 2000});
  await until('#answer', /\w/);
  await page.keyboard.press('Enter');
  await until('#outcome', /^(Stopped|Done)/);
  if (BASE_URL && /^Done/.test(await text('#outcome'))) return t.skip('the model was done before it could be stopped');
  assert.match(await text('#outcome'), /^Stopped after \d+ pieces? of text\.$/);
  if (server) await eventually(() => server.cancelled === 1, 'the server did not see the disconnect');
  else await until('#tile-running', /^0$/);
  assert.equal(await page.isDisabled('#stop'), true);
  assert.deepEqual(problems, []);
});

test('what a model writes is text, whatever it is', scripted, async () => {
  await ask('html');
  await until('#outcome', /^Done/);
  assert.equal(await text('#answer'), HTML.join(''));
  assert.equal(await page.locator('#answer *').count(), 0);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(problems, []);
});

test('refusals and broken answers are told in words', scripted, async () => {
  await ask('overload');
  await until('#outcome', /^The queue is full\. Try again in 7 s\.$/);
  await ask('break');
  await until('#outcome', /^The connection to the server broke off after \d pieces of text\.$/);
  assert.equal(await page.isEnabled('#send'), true);
  problems = problems.filter(problem => !/503|INCOMPLETE/.test(problem));
});

test('a restarted server is found again, and until then the page says that it is gone', scripted, async () => {
  await open();
  await server.stop();
  await until('#state', /^disconnected$/);
  assert.equal(await page.isVisible('#lost'), true);
  server.feed.state = 'starting';
  server.feed.restarts = 3;
  await server.start(server.port);
  await until('#state', /^starting$/);
  server.feed.state = 'ready';
  await until('#state', /^ready$/);
  await until('#tile-restarts', /^3$/);
  assert.equal(await page.isVisible('#lost'), false);
});

test('a server that wants a key gets it, and only from memory', scripted, async () => {
  const locked = new ScriptedServer({root: ROOT, key: 'secret'});
  try {
    await open(await locked.start());
    await page.waitForSelector('#unlock:not([hidden])', WAIT);
    await page.fill('#key', 'wrong');
    await page.keyboard.press('Enter');
    await until('#key-problem', /missing or wrong/);
    await page.fill('#key', 'secret');
    await page.keyboard.press('Enter');
    await until('#state', /^ready$/);
    assert.equal(await page.isVisible('#unlock'), false);
    await ask('Tell me about the sea.', {'max-tokens': 3});
    await until('#outcome', /^Done: 3 tokens/);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
    assert.equal(await page.inputValue('#key'), '');
  } finally {
    await locked.stop();
  }
});

test('the page works from the keyboard, and its fields have names', async () => {
  await open();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
  const nameless = await page.evaluate(() => [...document.querySelectorAll('input, select, textarea, button')]
    .filter(field => !(field.labels?.length || field.textContent.trim() || field.ariaLabel)).map(field => field.id));
  assert.deepEqual(nameless, []);
  await page.fill('#max-tokens', '2');
  await page.keyboard.press('Control+Enter');
  await until('#outcome', /^Done/);
});

const LOOKS = {
  light: {colorScheme: 'light', viewport: {width: 1440, height: 900}},
  dark: {colorScheme: 'dark', viewport: {width: 1440, height: 900}},
  phone: {colorScheme: 'light', viewport: {width: 375, height: 812}, isMobile: true, hasTouch: true},
};
for (const [name, look] of Object.entries(LOOKS)) {
  test(`nothing is cut off or needs scrolling sideways: ${name}`, async () => {
    if (look.isMobile) {
      await open(base, look);
    } else {
      await page.setViewportSize(look.viewport);
      await page.emulateMedia({colorScheme: look.colorScheme});
    }
    if (SCREENSHOTS) await picture(name);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    assert.deepEqual(problems, []);
  });
}

/** With some history in the plots, and an answer in the box. */
async function picture(name) {
  await page.selectOption('#class', {index: 1});
  await ask('Tell me about the sea, with a stall.');
  await page.waitForTimeout(15_000);
  await page.evaluate(() => scrollTo(0, 0));
  mkdirSync(SCREENSHOTS, {recursive: true});
  await page.screenshot({path: `${SCREENSHOTS}/${name}.png`, fullPage: true});
}
