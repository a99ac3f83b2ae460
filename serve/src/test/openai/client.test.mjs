// What OpenAI's own client library makes of a server: see run.sh.
import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import OpenAI from 'openai';

const base = process.env.BASE_URL.replace(/\/$/, '');
const scripted = process.env.SCRIPTED === '1';
const apiKey = process.env.API_KEY ?? 'none';
const client = new OpenAI({baseURL: `${base}/v1`, apiKey, maxRetries: 0, timeout: 120_000});

let model;
const messages = [{role: 'system', content: 'Be brief.'}, {role: 'user', content: 'Tell me of the sea.'}];
const greedy = {temperature: 0, max_tokens: 24};

before(async () => {
  model = (await client.models.list()).data[0];
});

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test('the model is listed and found', async () => {
  assert.equal(model.object, 'model');
  assert.ok(model.max_model_len > 0);
  assert.deepEqual(await client.models.retrieve(model.id), model);
});

test('a chat is answered', async t => {
  if (!model.meta.chat) return t.skip('the model has no chat template');
  const answer = await client.chat.completions.create({model: model.id, messages, ...greedy});
  const [choice] = answer.choices;
  assert.match(answer.id, /^chatcmpl-/);
  assert.equal(choice.message.role, 'assistant');
  assert.ok(choice.message.content.length > 0);
  assert.ok(['stop', 'length'].includes(choice.finish_reason));
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
  assert.ok(answer._request_id);
  if (scripted) assert.equal(choice.message.content, 'Tell me of the sea.');
});

test('a streamed chat says the same', async t => {
  if (!model.meta.chat) return t.skip('the model has no chat template');
  const whole = await client.chat.completions.create({model: model.id, messages, ...greedy});
  const chunks = await collect(await client.chat.completions.create({
    model: model.id, messages, ...greedy, stream: true, stream_options: {include_usage: true},
  }));
  const text = chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join('');
  assert.equal(text, whole.choices[0].message.content);
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
  assert.equal(chunks.at(-2).choices[0].finish_reason, whole.choices[0].finish_reason);
  assert.deepEqual(chunks.at(-1).choices, []);
  assert.equal(chunks.at(-1).usage.completion_tokens, whole.usage.completion_tokens);
});

test('the streaming helper puts a message together', async t => {
  if (!model.meta.chat) return t.skip('the model has no chat template');
  const runner = client.chat.completions.stream({model: model.id, messages, ...greedy, logprobs: true});
  const final = await runner.finalChatCompletion();
  assert.ok(final.choices[0].message.content.length > 0);
  assert.ok(final.choices[0].logprobs.content.length > 0);
});

test('a completion is answered, whole and streamed', async () => {
  const params = {model: model.id, prompt: 'It was a dark', ...greedy};
  const whole = await client.completions.create(params);
  const chunks = await collect(await client.completions.create({...params, stream: true}));
  assert.match(whole.id, /^cmpl-/);
  assert.equal(chunks.map(chunk => chunk.choices[0].text).join(''), whole.choices[0].text);
  if (scripted) assert.equal(whole.choices[0].text, 'It was a dark');
});

test('several prompts and outputs keep their places', async () => {
  const answer = await client.completions.create({model: model.id, prompt: ['One', 'Two'], n: 2, max_tokens: 3, seed: 5});
  assert.deepEqual(answer.choices.map(choice => choice.index).sort(), [0, 1, 2, 3]);
  if (scripted) assert.deepEqual(answer.choices.map(choice => choice.text), ['One', 'One', 'Two', 'Two']);
});

test('equal seeds give equal outputs', async () => {
  const params = {model: model.id, prompt: 'Once upon a time', max_tokens: 16, temperature: 1, seed: 42};
  const [a, b] = [await client.completions.create(params), await client.completions.create(params)];
  assert.equal(a.choices[0].text, b.choices[0].text);
  assert.equal(a.system_fingerprint, b.system_fingerprint);
});

test('log-probabilities have bytes and alternatives', async t => {
  if (!model.meta.chat) return t.skip('the model has no chat template');
  const answer = await client.chat.completions.create({
    model: model.id, messages, ...greedy, logprobs: true, top_logprobs: 3,
  });
  const {content} = answer.choices[0].logprobs;
  assert.ok(content.length > 0 && content.length <= answer.usage.completion_tokens);
  for (const token of content) {
    assert.ok(token.logprob <= 0);
    assert.ok(Array.isArray(token.bytes));
    assert.equal(token.top_logprobs.length, 3);
    assert.ok(token.top_logprobs.reduce((sum, each) => sum + Math.exp(each.logprob), 0) <= (scripted ? 3 : 1.001));
  }
  const bytes = Uint8Array.from(content.flatMap(token => token.bytes));
  assert.ok(new TextDecoder().decode(bytes).startsWith(answer.choices[0].message.content));
});

test('log-probabilities of a completion are lists of equal length', async () => {
  const answer = await client.completions.create({model: model.id, prompt: 'It was', logprobs: 2, ...greedy});
  const {tokens, token_logprobs, top_logprobs, text_offset} = answer.choices[0].logprobs;
  assert.ok(tokens.length > 0);
  assert.deepEqual([token_logprobs.length, top_logprobs.length, text_offset.length], Array(3).fill(tokens.length));
});

test('a stop string ends the text before it', async t => {
  const params = {model: model.id, prompt: 'It was a dark', ...greedy};
  const text = (await client.completions.create(params)).choices[0].text;
  if (text.length < 6) return t.skip('the model says too little to stop it');
  const stop = text.slice(3, 6);
  const stopped = (await client.completions.create({...params, stop: [stop]})).choices[0];
  assert.equal(stopped.text, text.slice(0, text.indexOf(stop)));
  assert.equal(stopped.finish_reason, 'stop');
});

test('JSON is kept to its schema', async t => {
  if (!model.meta.chat) return t.skip('the model has no chat template');
  const schema = {
    type: 'object', properties: {ok: {type: 'boolean'}}, required: ['ok'], additionalProperties: false,
  };
  const answer = await client.chat.completions.create({
    model: model.id, messages, temperature: 0, max_tokens: 200,
    response_format: {type: 'json_schema', json_schema: {name: 'verdict', strict: true, schema}},
  });
  assert.equal(typeof JSON.parse(answer.choices[0].message.content).ok, 'boolean');
});

test('embeddings come alike as floats and as Base64', async t => {
  if (model.meta.embedding_size === 0) return t.skip('the model has no embeddings');
  const input = ['The sea.', 'The land.'];
  const floats = await client.embeddings.create({model: model.id, input, encoding_format: 'float'});
  const usual = await client.embeddings.create({model: model.id, input}); // the library asks for Base64 and decodes it
  assert.equal(floats.data.length, 2);
  assert.equal(floats.data[0].embedding.length, model.meta.embedding_size);
  for (const [i, each] of floats.data.entries()) {
    each.embedding.forEach((value, j) => assert.ok(Math.abs(value - usual.data[i].embedding[j]) < 1e-4));
  }
  assert.ok(floats.usage.prompt_tokens > 0);
});

test('errors are the library\'s own', async () => {
  await assert.rejects(
      client.chat.completions.create({model: 'no-such-model', messages}),
      error => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found');
  await assert.rejects(
      client.completions.create({model: model.id, prompt: 'a', temperature: 9}),
      error => error instanceof OpenAI.BadRequestError && error.param === 'temperature');
  await assert.rejects(
      client.completions.create({model: model.id, prompt: 'word '.repeat(model.max_model_len + 1)}),
      error => error instanceof OpenAI.BadRequestError && error.code === 'context_length_exceeded');
  if (process.env.API_KEY) {
    await assert.rejects(
        new OpenAI({baseURL: `${base}/v1`, apiKey: 'wrong-key', maxRetries: 0}).models.list(),
        error => error instanceof OpenAI.AuthenticationError);
  }
});

test('a tier is asked for and answered', async () => {
  const answer = await client.completions.create({model: model.id, prompt: 'a', max_tokens: 1, service_tier: 'flex'});
  assert.equal(answer.service_tier, 'flex');
});

test('a stream that is given up is cancelled', async () => {
  const cancelled = async () => {
    const metrics = await (await fetch(`${base}/metrics`)).text();
    return [...metrics.matchAll(/^sangam_requests_total\{.*outcome="cancelled".*\} ([\d.]+)$/gm)]
        .reduce((sum, match) => sum + Number(match[1]), 0);
  };
  const earlier = await cancelled();
  const stream = await client.completions.create({
    model: model.id, prompt: 'On and on', stream: true, max_tokens: model.max_model_len - 64, ignore_eos: true,
  });
  for await (const chunk of stream) {
    if (chunk) break;
  }
  stream.controller.abort();
  const deadline = Date.now() + 20_000;
  while (await cancelled() === earlier) {
    assert.ok(Date.now() < deadline, 'it is never cancelled');
    await new Promise(resolve => setTimeout(resolve, 50));
  }
});

test('text becomes tokens and tokens text', async () => {
  const post = async (path, body) => (await fetch(base + path, {
    method: 'POST',
    headers: {'content-type': 'application/json', authorization: `Bearer ${apiKey}`},
    body: JSON.stringify(body),
  })).json();
  const {tokens, count} = await post('/tokenize', {prompt: 'the sea', add_special_tokens: false});
  assert.equal(tokens.length, count);
  assert.equal((await post('/detokenize', {tokens})).prompt.trim(), 'the sea');
});
