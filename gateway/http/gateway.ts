/** What the routes of one node share; put together once by `createHttpServer`. */
import type { NodeApplication } from '../application.js';
import type { DevelopmentIssuer } from '../auth/development-issuer.js';
import type { TokenVerifier } from '../auth/token-verifier.js';
import type { GraphQLHandler } from '../graphql/handler.js';
import type { OperationPolicy } from '../graphql/persisted-operations.js';
import type { Clock } from '../../network/index.js';
import type { NodeEvents } from '../observe/events.js';
import type { ReadinessProbe } from '../observe/readiness.js';
import type { TokenBuckets } from './rate-limit.js';

export interface Gateway {
  readonly application: NodeApplication;
  readonly tokens: TokenVerifier;
  readonly issuer: DevelopmentIssuer | undefined;
  readonly profile: 'development' | 'production';
  readonly version: string;
  readonly events: NodeEvents;
  readonly clock: Clock;
  readonly probe: ReadinessProbe;
  readonly graphql: GraphQLHandler;
  readonly operations: OperationPolicy;
  /** Public work per address: verification, trust list. */
  readonly publicBuckets: TokenBuckets;
  /** Complexity points per caller; no limit when absent. */
  readonly pointBuckets: TokenBuckets | undefined;
  readonly maxMessageBytes: number;
  readonly isStopping: () => boolean;
}
