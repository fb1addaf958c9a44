/** How everything that a development issuer touches is marked, so that nobody mistakes it for the real thing. */

const PREFIX = 'urn:guanlian:DEVELOPMENT-ONLY:';

/** The issuer name of a node's development tokens. */
export function developmentIssuerName(node: string): string {
  return `${PREFIX}${node}`;
}

/** Whether the issuer is a development issuer. */
export function isDevelopmentIssuer(issuer: string): boolean {
  return issuer.startsWith(PREFIX);
}
