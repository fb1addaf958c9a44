/** The schema of a node, put together once at start. Its text is committed as schema.graphql beside this file. */
import type { GraphQLSchema } from 'graphql';
import { lexicographicSortSchema, printSchema } from './graphql-js.js';
import { createBuilder } from './builder.js';
import { addAgreementFields } from './fields/agreements.js';
import { addCertificateFields } from './fields/certificates.js';
import { defineEntityRef } from './fields/entity-ref.js';
import { addGraphFields } from './fields/graph.js';
import { addGraphExportFields } from './fields/graph-export.js';
import { addGraphMoveFields } from './fields/graph-move.js';
import { addNetworkFields } from './fields/network.js';
import { addPublicFields } from './fields/public.js';
import { addRecordFields } from './fields/records.js';
import { addRiskFields } from './fields/risk.js';
import { assertGuarded } from './root-scopes.js';
import { defineTypes } from './types/index.js';

/** Builds the executable schema; throws when a root field is not guarded. */
export function createSchema(): GraphQLSchema {
  const builder = createBuilder();
  builder.queryType({ description: 'What can be asked of a node.' });
  builder.mutationType({ description: 'What can be done through a node.' });
  const types = defineTypes(builder);
  addPublicFields(builder, types);
  addNetworkFields(builder, types);
  addRecordFields(builder, types);
  addAgreementFields(builder, types);
  addRiskFields(builder, types);
  const ref = defineEntityRef(builder);
  addGraphFields(builder, types, ref);
  addGraphExportFields(builder, types, ref);
  addGraphMoveFields(builder, types);
  addCertificateFields(builder, types);
  const schema = builder.toSchema();
  assertGuarded(schema);
  return schema;
}

/** The schema as it is committed: sorted, so that a change shows as a small difference. */
export function printSchemaText(): string {
  return `${printSchema(lexicographicSortSchema(createSchema()))}\n`;
}
