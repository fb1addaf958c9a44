/** Parts of the graph as FollowTheMoney, GraphML and JSON: true to the model, well-formed, and honest about what is lost. */
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Neighbourhood } from '../../../graph/index.js';
import {
  LABELS,
  openGraphStore,
  RELATIONSHIP_TYPES,
  toFollowTheMoney,
  toGraphMl,
  toSubgraphJson,
} from '../../../graph/index.js';
import { change, link, node, record, ref } from '../../contracts/graph-store/facts.js';
import { wrong } from './model.js';

const FACTS = record('r1', 1, {
  nodes: [
    node('Company:EORI', {}),
    {
      label: 'Company',
      key: 'LEI:5493001KJTIIGC8Y1R12',
      properties: { name: 'Amber & Söhne <GmbH>', countryCode: 'DE' },
    },
    node('Person:p', { name: 'Lund, Ida', nationality: 'XB' }),
    node('Declaration:MRN1', {
      name: '26XB1',
      procedure: 'import',
      declaredOn: '2026-01-05T10:00:00Z',
      value: 12,
    }),
    node('Conveyance:SHIP', { name: 'MV Ship', modeCode: '1' }),
    node('Goods:080610'),
    node('Inspection:i1', { name: 'border inspection', outcome: 'held' }),
  ],
  relationships: [
    link('Person:p', 'DIRECTOR_OF', 'Company:EORI'),
    link('Company:EORI', 'HAS_PHONE', 'Phone:1'),
    link('Company:EORI', 'HAS_ADDRESS', 'Address:a'),
    link('Company:EORI', 'LOCATED_IN', 'Country:DE'),
    link('Declaration:MRN1', 'IMPORTED_BY', 'Company:EORI'),
    link('Declaration:MRN1', 'ORIGIN', 'Country:BR'),
    link('Declaration:MRN1', 'COVERS_GOODS', 'Goods:080610'),
    link('Declaration:MRN1', 'CARRIED_IN', 'Conveyance:SHIP'),
    link('Person:p', 'USED_DOCUMENT', 'Document:d'),
    link('Person:p', 'FLEW_ON', 'Flight:F1', { booking: 'AB12' }),
    link('Inspection:i1', 'INSPECTED', 'Declaration:MRN1'),
  ],
});

async function part(): Promise<Neighbourhood> {
  const store = await openGraphStore({ dir: '', engine: 'memory' });
  await store.apply(change(1, [FACTS]));
  const found = await store.neighbourhood({ ref: ref('Person:p'), hops: 6, limit: 100 });
  if (found === undefined) throw new Error('the person is there');
  return found;
}

describe('a part of the graph as FollowTheMoney', () => {
  it('keeps to the model: schemata, properties, required ones, ranges', async () => {
    const { entities } = toFollowTheMoney(await part());
    expect(wrong(entities)).toEqual([]);
    expect(entities.map(({ schema }) => schema).sort()).toEqual([
      'Address',
      'Company',
      'Directorship',
      'Document',
      'EconomicActivity',
      'Event',
      'Event',
      'Identification',
      'Person',
      'UnknownLink',
      'Vessel',
    ]);
  });

  it('would notice a property that the model lacks and a reference to nothing', () => {
    const made = [
      { id: 'a', schema: 'Directorship', properties: { director: ['b'], boss: ['c'] } },
    ];
    expect(wrong(made)).toEqual([
      'Directorship lacks organization',
      'Directorship.director of a names b, no LegalEntity',
      'Directorship has no boss',
    ]);
  });

  it('turns phones, countries and goods into values and names the records of each entity', async () => {
    const { entities } = toFollowTheMoney(await part());
    const company = entities.find(({ schema }) => schema === 'Company');
    expect(company?.properties).toMatchObject({ phone: ['1'], country: ['de'] });
    const declared = entities.find(({ schema }) => schema === 'EconomicActivity');
    expect(declared?.properties).toMatchObject({
      ...{ ccdNumber: ['26XB1'], originCountry: ['br'], vedCode: ['080610'], date: ['2026-01-05'] },
    });
    for (const { records } of entities) expect(records).toEqual(['r1']);
  });

  it('says what the model has no place for instead of dropping it silently', async () => {
    const { findings } = toFollowTheMoney(await part());
    expect(findings.map(({ code, path, value }) => [code, path, value])).toEqual([
      ['GRAPH_EXPORT_NOT_EXPRESSIBLE', 'INSPECTED', '1'],
    ]);
  });

  it('keeps to the model for any relationship between any labels', () => {
    const ends = fc.constantFrom(...LABELS);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(ends, fc.constantFrom(...RELATIONSHIP_TYPES), ends)),
        (rows) => {
          // Types fix some of their ends in the vocabulary; others are free.
          const usable = rows.filter(([from, type, to]) => fits(from, type, to));
          const nodes = LABELS.map((label) => ({
            label,
            key: 'k',
            properties: {},
            recordIds: ['r'],
          }));
          const relationships = usable.map(([from, type, to]) => ({
            ...{ type, properties: {}, recordIds: ['r'] },
            from: { label: from, key: 'k' },
            to: { label: to, key: 'k' },
          }));
          expect(
            wrong(toFollowTheMoney({ nodes, relationships, truncated: false }).entities),
          ).toEqual([]);
        },
      ),
    );
  });
});

/** Ends that the vocabulary gives a type; exporting others would be exporting nonsense. */
function fits(from: string, type: string, to: string): boolean {
  const party = ['Company', 'Person'];
  if (type === 'DIRECTOR_OF') return from === 'Person' && to === 'Company';
  if (type === 'CONTACT_OF') return from === 'Person' && to === 'Company';
  if (type === 'OWNS') return party.includes(from) && to === 'Company';
  if (type === 'USED_DOCUMENT') return from === 'Person' && to === 'Document';
  if (type === 'CERTIFIES') return from === 'Certificate';
  if (type === 'OPERATED_BY') return to === 'Company';
  if (type === 'HAS_ADDRESS') return to === 'Address';
  if (from !== 'Declaration') return true;
  if (['CARRIED_IN'].includes(type)) return ['Container', 'Conveyance'].includes(to);
  if (type === 'COVERS_GOODS') return to === 'Goods';
  if (type === 'DECLARES') return to === 'Consignment';
  if (type === 'REFERS_TO') return to === 'Document';
  return /COUNTRY|ORIGIN|EXPORTED_FROM|DESTINED_TO/.test(type)
    ? to === 'Country'
    : party.includes(to);
}

describe('a part of the graph as GraphML', () => {
  it('is well-formed and keeps every node, relationship and property, whatever the texts hold', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (control, name) => {
        const key = control.replace(/\p{Cc}/gu, '');
        const nodes = [
          {
            label: 'Company' as const,
            key: `k${key}`,
            properties: { name, seen: 3, bonded: true },
            recordIds: ['r1', 'r2'],
          },
        ];
        const one = { label: 'Company' as const, key: `k${key}` };
        const relationships = [
          {
            type: 'SAME_AS' as const,
            from: one,
            to: one,
            properties: { score: 1 },
            recordIds: ['r1'],
          },
        ];
        const seen: string[] = [];
        const parser = new SaxesParser({ xmlns: true });
        parser.on('error', (error) => {
          throw error;
        });
        parser.on('opentag', (tag) => seen.push(tag.local));
        parser.write(toGraphMl({ nodes, relationships, truncated: false })).close();
        expect(seen.filter((tag) => tag === 'node' || tag === 'edge')).toEqual(['node', 'edge']);
        expect(seen.filter((tag) => tag === 'data').length).toBe(1 + 6 + 3);
      }),
    );
  });

  it('says in itself whether there is more', () => {
    for (const truncated of [true, false]) {
      const text = toGraphMl({ nodes: [], relationships: [], truncated });
      expect(text).toContain(
        '<key id="g0" for="graph" attr.name="_truncated" attr.type="boolean"/>',
      );
      expect(text).toContain(`<data key="g0">${truncated}</data>`);
      expect(text).not.toContain('_subject');
    }
  });

  it('gives the text back that the property held', async () => {
    const texts: string[] = [];
    const parser = new SaxesParser();
    parser.on('text', (found) => texts.push(found));
    const nodes = [
      {
        label: 'Phone' as const,
        key: 'k',
        properties: { name: 'a & b <c> "d"\n\t贸易' },
        recordIds: [],
      },
    ];
    parser.write(toGraphMl({ nodes, relationships: [], truncated: false })).close();
    expect(texts).toContain('a & b <c> "d"\n\t贸易');
  });
});

describe('a part of the graph as JSON', () => {
  it('holds all of it, with ids that relationships refer to', async () => {
    const found = await part();
    const written = JSON.parse(toSubgraphJson(found)) as {
      nodes: { id: string }[];
      relationships: { from: string; to: string; recordIds: string[] }[];
    };
    const ids = new Set(written.nodes.map(({ id }) => id));
    expect(written.relationships.length).toBe(FACTS.relationships.length);
    for (const { from, to, recordIds } of written.relationships)
      expect([ids.has(from), ids.has(to), recordIds]).toEqual([true, true, ['r1']]);
  });
});
