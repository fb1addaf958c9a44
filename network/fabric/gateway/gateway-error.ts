/** The gateway's errors in the form that failures are sorted by. */
import { GatewayError } from '@hyperledger/fabric-gateway';
import type { FabricError } from '../failures.js';

/** gRPC PERMISSION_DENIED and UNAUTHENTICATED: the client is not accepted, later neither. */
export const FINAL_CODES: ReadonlySet<number> = new Set([7, 16]);

/** Whether the gateway, or the way to it, reported this. */
export function isGatewayError(cause: unknown): cause is GatewayError {
  return cause instanceof GatewayError;
}

/** What the gateway reported; anything else is thrown on, for it is a fault of ours. */
export function fabricError(cause: unknown): FabricError {
  if (!isGatewayError(cause)) throw cause;
  const { code, message, details } = cause;
  return { code, message, details };
}
