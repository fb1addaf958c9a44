/**
 * The script of the console page: plain JavaScript for the browser, served as a file of its own so that the content
 * security policy needs no exception. Answers are shown as text, never as markup.
 */
export const CONSOLE_SCRIPT = `'use strict';
const node = JSON.parse(document.getElementById('node').textContent);
const byId = (id) => document.getElementById(id);
const show = (id, text) => { byId(id).textContent = text; };

const samples = byId('samples');
for (const [index, sample] of node.samples.entries()) {
  const option = document.createElement('option');
  option.value = String(index);
  option.textContent = sample.title;
  samples.append(option);
}

function takeSample() {
  const sample = node.samples[Number(samples.value)];
  byId('query').value = sample.query;
  byId('variables').value = sample.variables ? JSON.stringify(sample.variables, null, 2) : '';
  const role = byId('role');
  if (role) role.value = sample.role;
}
samples.addEventListener('change', takeSample);
takeSample();

async function fetchToken() {
  const role = byId('role').value;
  const response = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ role }),
  });
  const answer = await response.json();
  if (answer.token) byId('token').value = answer.token;
  else show('result', answer.message + ' ' + answer.next);
}
if (node.demoTokens) byId('fetch-token').addEventListener('click', () => void attempt(fetchToken, 'result'));

async function run() {
  const variables = byId('variables').value.trim();
  const body = { query: byId('query').value };
  if (variables) body.variables = JSON.parse(variables);
  const headers = { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json' };
  const token = byId('token').value.trim();
  if (token) headers.Authorization = 'Bearer ' + token;
  show('result', 'Asking …');
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(body) });
  show('result', JSON.stringify(await response.json(), null, 2));
}
byId('run').addEventListener('click', () => void attempt(run, 'result'));
byId('query').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void attempt(run, 'result');
});

const WORDS = {
  VALID: 'Valid: genuine, in force, and issued by an authority that may issue it.',
  INVALID: 'Not valid.',
  CANNOT_CHECK: 'Cannot be checked now: this says nothing about the certificate.',
  NOT_YET_ANCHORED: 'Genuine, but too new to be confirmed on the ledger. Check again later.',
};

async function verify() {
  const certificate = byId('certificate').value.trim();
  if (!certificate) { show('outcome', 'Paste a certificate or drop its file first.'); return; }
  show('outcome', 'Checking …');
  show('checks', '');
  const response = await fetch('/verify', { method: 'POST', body: certificate });
  const answer = await response.json();
  if (!answer.outcome) { show('outcome', answer.message + ' ' + answer.next); return; }
  show('outcome', (WORDS[answer.outcome] ?? answer.outcome) + ' ' + answer.message);
  const lines = answer.checks.map((check) => check.result.padEnd(8) + ' ' + check.name + ': ' + check.message);
  show('checks', [answer.outcome + ' (' + answer.code + '), as of ' + answer.asOf, ...lines].join('\\n'));
}
byId('verify').addEventListener('click', () => void attempt(verify, 'outcome'));

const drop = byId('drop');
for (const kind of ['dragenter', 'dragover']) {
  drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add('over'); });
}
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  void attempt(() => takeFile(event.dataTransfer.files[0]), 'outcome');
});
byId('file').addEventListener('change', (event) => void attempt(() => takeFile(event.target.files[0]), 'outcome'));

async function takeFile(file) {
  if (!file) return;
  byId('certificate').value = await file.text();
  await verify();
}

async function attempt(work, where) {
  try {
    await work();
  } catch (error) {
    show(where, 'That did not work: ' + error.message);
  }
}
`;
