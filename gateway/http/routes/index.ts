/** All routes of a node. */
import type { Gateway } from '../gateway.js';
import type { Route } from '../router.js';
import { consoleRoutes } from './console.js';
import { developmentTokenRoutes } from './development-token.js';
import { graphqlRoutes } from './graphql.js';
import { messageRoutes } from './messages.js';
import { operationsRoutes } from './operations.js';
import { verificationRoutes } from './verification.js';
import { wellKnownRoutes } from './well-known.js';

/** The routes in the order in which they are tried. */
export function routesOf(gateway: Gateway): Route[] {
  return [
    ...graphqlRoutes(gateway),
    ...messageRoutes(gateway),
    ...verificationRoutes(gateway),
    ...consoleRoutes(gateway),
    ...operationsRoutes(gateway),
    ...wellKnownRoutes(gateway),
    ...developmentTokenRoutes(gateway),
  ];
}
