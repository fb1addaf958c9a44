/**
 * Which scopes each role of a node's users may carry. A token grants the intersection of its own scopes with its
 * role's: an issuer can narrow a role, never widen it.
 */
import type { Scope } from '../application.js';

export const ROLE_SCOPES = {
  /** A partner agency's officer: sees what was shared, changes nothing. */
  partner: ['records:read', 'agreements:read', 'certificates:read'],
  /** Works the risk queue: sees alerts, the graph and personal data. */
  'risk-officer': [
    'records:read',
    'personal:read',
    'agreements:read',
    'graph:read',
    'alerts:read',
    'certificates:read',
  ],
  /** Reviews applications and changes the status of certificates; cannot apply for one. */
  'certificate-officer': [
    'records:read',
    'agreements:read',
    'certificates:read',
    'certificates:issue',
  ],
  /** An enterprise that applies for certificates. */
  enterprise: ['certificates:read', 'certificates:apply'],
  /** Runs the node: sees its state, sees no personal data and shares nothing. */
  operator: [
    'operate',
    'records:read',
    'agreements:read',
    'graph:read',
    'alerts:read',
    'certificates:read',
  ],
  /** Takes messages in, negotiates agreements, shares and purges. */
  'data-officer': [
    'records:read',
    'records:ingest',
    'records:share',
    'records:purge',
    'agreements:read',
    'agreements:write',
    'certificates:read',
  ],
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

export type Role = keyof typeof ROLE_SCOPES;

export const ROLES = Object.keys(ROLE_SCOPES) as readonly Role[];

/** Whether the text names a role. */
export function isRole(text: unknown): text is Role {
  return typeof text === 'string' && Object.hasOwn(ROLE_SCOPES, text);
}

/** The scopes that a role may carry. */
export function scopesOf(role: Role): readonly Scope[] {
  return ROLE_SCOPES[role];
}
