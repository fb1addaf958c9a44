/** The root fields that need no account, and no others: they are listed in root-scopes.ts. */
import { refused } from '../../../chaincode/index.js';
import type { VerificationView } from '../../application.js';
import type { Builder } from '../builder.js';
import { badInput } from '../connections.js';
import { GraphQLError } from '../graphql-js.js';
import { definePayload } from '../payloads.js';
import type { NodeTypes } from '../types/index.js';

/** Longest document that may be verified, in UTF-8 bytes; the same as over HTTP. */
export const MAX_DOCUMENT_BYTES = 256 * 1024;

/** What callers without an account get when they asked too often. */
export const RATE_LIMITED = {
  code: 'RATE_LIMITED',
  message: 'Too many requests without an account from this address.',
  next: 'Wait a minute, or verify offline with a downloaded trust list.',
} as const;

/** Adds thisNode, verify and trustList. */
export function addPublicFields(builder: Builder, types: NodeTypes): void {
  const verifyPayload = definePayload<VerificationView>(builder, types.Refusal, {
    name: 'Verify',
    description: 'The outcome of the verification.',
    field: 'verification',
    type: types.Verification,
  });
  builder.queryFields((t) => ({
    thisNode: t.field({
      type: types.ThisNode,
      authScopes: { open: true },
      description: 'The node that answers. Needs no account.',
      resolve: (_root, _args, { application }) => application.identity,
    }),
    verify: t.field({
      type: verifyPayload,
      authScopes: { open: true },
      complexity: 50,
      description: 'Verifies a certificate. Needs no account; rate limited per address.',
      args: {
        document: t.arg.string({
          description: 'The certificate file: a bare JWS or a bundle with its proof, as text.',
        }),
      },
      resolve: async (_root, { document }, { application, takePublicUnit }) => {
        const bytes = Buffer.from(document);
        if (bytes.length > MAX_DOCUMENT_BYTES) throw badInput('A certificate has at most 256 KiB.');
        if (!takePublicUnit()) return refused(RATE_LIMITED);
        return { ok: true as const, value: await application.verify(bytes) };
      },
    }),
    trustList: t.string({
      authScopes: { open: true },
      complexity: 50,
      description:
        'The signed trust list (compact JWS): keys, authorities, status lists and ledger roots for offline verification. Needs no account.',
      resolve: (_root, _args, { application, takePublicUnit }) => {
        if (takePublicUnit()) return application.trustList();
        throw new GraphQLError(RATE_LIMITED.message, {
          extensions: { code: RATE_LIMITED.code, http: { status: 429 } },
        });
      },
    }),
  }));
}
