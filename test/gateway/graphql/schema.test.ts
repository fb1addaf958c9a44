/** The schema as partners read it: committed, described in full, guarded, and enough for the sample queries. */
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ORGANISATION_ROLES } from '../../../chaincode/index.js';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  parse,
  validate,
} from '../../../gateway/graphql/graphql-js.js';
import { createSchema, printSchemaText } from '../../../gateway/graphql/schema.js';
import { checkDocument, DOCUMENT_LIMITS } from '../../../gateway/graphql/limits.js';
import { sampleQueries } from '../../../gateway/http/console/sample-queries.js';

const schema = createSchema();
const SDL = fileURLToPath(new URL('../../../gateway/graphql/schema.graphql', import.meta.url));

describe('the committed schema', () => {
  it('is the one that the code makes (to renew it: vitest run test/gateway/graphql/schema -u)', async () => {
    await access(SDL);
    await expect(printSchemaText()).toMatchFileSnapshot(SDL);
  });
});

/** Every place of the schema that can carry a description, with the one it carries. */
function places(): { place: string; description: string | null | undefined }[] {
  const found: { place: string; description: string | null | undefined }[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    found.push({ place: type.name, description: type.description });
    if (isEnumType(type)) {
      for (const value of type.getValues()) {
        found.push({ place: `${type.name}.${value.name}`, description: value.description });
      }
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        found.push({ place: `${type.name}.${field.name}`, description: field.description });
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      found.push({ place: `${type.name}.${field.name}`, description: field.description });
      for (const arg of field.args) {
        const place = `${type.name}.${field.name}(${arg.name})`;
        found.push({ place, description: arg.description });
      }
    }
  }
  return found;
}

describe('descriptions', () => {
  it('stand on every type, field, argument and enum value, as sentences', () => {
    const all = places();
    expect(all.length).toBeGreaterThan(300);
    const wanting = all.filter(({ description }) => !/^[A-Z].{2,}[.]$/s.test(description ?? ''));
    expect(wanting).toEqual([]);
  });
});

describe('the sample queries of the console', () => {
  const samples = sampleQueries(ORGANISATION_ROLES);

  it.each(samples.map((sample) => ({ sample, title: sample.title })))(
    '"$title" is valid and within the limits',
    ({ sample }) => {
      const document = parse(sample.query);
      expect(validate(schema, document)).toEqual([]);
      expect(checkDocument(document, DOCUMENT_LIMITS)).toBeUndefined();
    },
  );

  it('exist for each kind of organisation, and for one that nobody thought of', () => {
    for (const role of [...ORGANISATION_ROLES, 'port']) {
      expect(sampleQueries([role]).length).toBeGreaterThan(2);
    }
  });
});
