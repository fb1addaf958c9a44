/** GET / with its script and style: served from this node alone, under a policy that allows nothing else. */
import { CONSOLE_SCRIPT } from '../console/script.js';
import { CONSOLE_STYLE } from '../console/style.js';
import { consolePage } from '../console/page.js';
import { send } from '../answer.js';
import type { Gateway } from '../gateway.js';
import type { Route } from '../router.js';

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page and its two files. */
export function consoleRoutes({ application, profile, issuer }: Gateway): Route[] {
  const page = consolePage({
    identity: application.identity,
    development: profile === 'development',
    demoTokens: issuer !== undefined,
  });
  const files: readonly [string, string, string][] = [
    ['/', 'text/html; charset=utf-8', page],
    ['/console.js', 'text/javascript; charset=utf-8', CONSOLE_SCRIPT],
    ['/console.css', 'text/css; charset=utf-8', CONSOLE_STYLE],
  ];
  return files.map(([path, contentType, text]) => ({
    method: 'GET',
    path,
    handle: (exchange) => {
      exchange.res.setHeader('Content-Security-Policy', PAGE_POLICY);
      send(exchange, 200, contentType, text);
    },
  }));
}
