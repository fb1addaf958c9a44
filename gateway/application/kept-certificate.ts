/** A certificate as the desk keeps it, and who may see it. */
import type { CertificateApplication } from '../../chaincode/index.js';
import type { Caller, CertificateView } from '../application.js';

/** A certificate as the desk keeps it. */
export interface KeptCertificate {
  readonly view: CertificateView;
  readonly application: CertificateApplication;
  /** Who applied: an enterprise sees its own certificates alone. */
  readonly filedBy: string;
  readonly idHash?: string;
  readonly leaf?: string;
  readonly statusIndex?: number;
}

/** Enterprises see what they applied for themselves; officers, partners and operators see the node's certificates. */
export function maySee(caller: Caller, kept: KeptCertificate): boolean {
  return caller.role !== 'enterprise' || kept.filedBy === caller.subject;
}
