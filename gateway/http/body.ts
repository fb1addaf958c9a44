/** Reads request bodies with a hard byte limit, whatever Content-Length says. */
import type { IncomingMessage } from 'node:http';
import { accepted, refused } from '../../chaincode/index.js';
import type { UserOutcome } from '../application.js';

export const KIB = 1024;
export const MIB = 1024 * 1024;

/** The whole body. Codes: BODY_TOO_LARGE, BODY_ENCODED, BODY_ABORTED. */
export async function readBody(
  req: IncomingMessage,
  maxBytes: number,
): Promise<UserOutcome<Buffer>> {
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return encoded();
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) return tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch {
    // The client broke off in the middle: nobody is left to answer, but the route must end.
    return refused({
      ...{ code: 'BODY_ABORTED', message: 'The body ended before it was complete.' },
      next: 'Send it again.',
    });
  }
  return accepted(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
}

function tooLarge(maxBytes: number): UserOutcome<never> {
  const limit = maxBytes >= MIB ? `${maxBytes / MIB} MiB` : `${maxBytes / KIB} KiB`;
  return refused({
    code: 'BODY_TOO_LARGE',
    message: `The body is larger than ${limit}.`,
    next: 'Send less at once.',
  });
}

function encoded(): UserOutcome<never> {
  return refused({
    code: 'BODY_ENCODED',
    message: 'Compressed bodies are not accepted: their real size is unknown.',
    next: 'Send the body without Content-Encoding.',
  });
}
