/** The page of a node: which one it is, a small query console and a box to verify a certificate. */
import type { NodeIdentity } from '../../application.js';
import { ROLES } from '../../auth/roles.js';
import { sampleQueries } from './sample-queries.js';

export interface PageOptions {
  readonly identity: NodeIdentity;
  readonly development: boolean;
  readonly demoTokens: boolean;
}

/** The page as HTML; everything from the node's configuration is escaped. */
export function consolePage({ identity, development, demoTokens }: PageOptions): string {
  const { displayName, name, mspId, countryCode, roles } = identity;
  const data = { samples: sampleQueries(roles), demoTokens };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(displayName)} · Guanlian</title>
<link rel="stylesheet" href="/console.css">
<link rel="icon" href="data:,">
</head>
<body>
<header>
<h1>${escape(displayName)}</h1>
<p>Node <b>${escape(name)}</b> of ${escape(mspId)} (${escape(countryCode)}), ${escape(roles.join(', '))}.</p>
${development ? '<p class="banner" role="status">DEVELOPMENT: demo tokens and synthetic data. Not for real records.</p>' : ''}
<nav aria-label="Documents of this node">
<a href="/.well-known/guanlian.json">Node document</a>
<a href="/.well-known/jwks.json">Public keys</a>
<a href="/trust-list">Trust list</a>
<a href="/readyz">Readiness</a>
<a href="/metrics">Metrics</a>
</nav>
</header>
<main>
<section aria-labelledby="ask">
<h2 id="ask">Ask this node</h2>
<div class="row">
<div><label for="samples">Sample</label><select id="samples"></select></div>
${demoTokens ? tokenPicker() : ''}
</div>
<label for="token">Access token</label>
<input id="token" autocomplete="off" spellcheck="false" placeholder="Bearer token">
<div class="columns">
<div>
<label for="query">Query</label>
<textarea id="query" rows="14" spellcheck="false"></textarea>
<label for="variables">Variables (JSON)</label>
<textarea id="variables" rows="4" spellcheck="false"></textarea>
<div class="row"><button id="run" type="button">Run (Ctrl+Enter)</button></div>
</div>
<div>
<label for="result">Answer</label>
<pre id="result" tabindex="0" aria-live="polite"></pre>
</div>
</div>
</section>
<section aria-labelledby="check">
<h2 id="check">Verify a certificate</h2>
<p>No account needed. The same check runs offline: <code>guanlian verify FILE --trust TRUSTLIST</code>.</p>
<div class="drop" id="drop">
<label for="certificate">Paste the certificate, or drop its file here</label>
<textarea id="certificate" rows="5" spellcheck="false"></textarea>
<label for="file">or choose the file</label>
<input id="file" type="file">
</div>
<div class="row"><button id="verify" type="button">Verify</button></div>
<p class="outcome" id="outcome" role="status" aria-live="polite"></p>
<pre id="checks" tabindex="0"></pre>
</section>
</main>
<script type="application/json" id="node">${embed(data)}</script>
<script src="/console.js" defer></script>
</body>
</html>
`;
}

function tokenPicker(): string {
  const options = ROLES.map((role) => `<option>${escape(role)}</option>`).join('');
  return `<div><label for="role">Role</label><select id="role">${options}</select></div>
<button id="fetch-token" type="button">Get demo token</button>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** JSON inside a script element: `<` must not be able to end the element. */
function embed(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
