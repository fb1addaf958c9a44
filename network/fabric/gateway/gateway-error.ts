/** The gateway's errors in the form that failures are sorted by. */
import { GatewayError } from '@hyperledger/fabric-gateway';
import type { FabricError } from '../failures.js';

/** What the gateway reported; anything else is thrown on, for it is a fault of ours. */
export function fabricError(cause: unknown): FabricError {
  if (!(cause instanceof GatewayError)) throw cause;
  const { code, message, details } = cause;
  return { code, message, details };
}
