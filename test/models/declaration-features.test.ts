import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Declaration, GovernmentAgencyGoodsItem } from '../../chaincode/index.js';
import {
  createTreeScorer,
  DECLARATION_INPUT_FIELDS,
  declarationInputs,
  openModelArtefact,
} from '../../models/index.js';
import type { FeatureInput, ModelArtefact, Scorer } from '../../models/index.js';
import { HANDBAG, koreanDeclaration } from './korean-declaration.js';
import { RISK_FOLDER } from './parity-vectors.js';

const complete = koreanDeclaration(HANDBAG);

function only(declaration: Declaration): FeatureInput {
  return declarationInputs(declaration)[0] as FeatureInput;
}

/** The declaration with its one item changed; a key set to undefined is left out. */
function withItem(change: Partial<Record<keyof GovernmentAgencyGoodsItem, unknown>>): Declaration {
  const [item] = complete.goodsShipment.items;
  const changed = JSON.parse(JSON.stringify({ ...item, ...change })) as GovernmentAgencyGoodsItem;
  return { ...complete, goodsShipment: { ...complete.goodsShipment, items: [changed] } };
}

function withShipment(change: Record<string, unknown>): Declaration {
  const goodsShipment = { ...complete.goodsShipment, ...change };
  return JSON.parse(JSON.stringify({ ...complete, goodsShipment })) as Declaration;
}

describe('inputs of a declaration item', () => {
  it('are read from their canonical fields', () => {
    expect(only(complete)).toEqual({ values: HANDBAG, gaps: [] });
  });

  it('come once per item, in the order of the shipment', () => {
    const [item] = complete.goodsShipment.items;
    const two = withShipment({ items: [item, { ...item, originCountry: 'VN' }] });
    expect(declarationInputs(two).map((i) => i.values['originCountry'])).toEqual(['CN', 'VN']);
  });

  it('take a statement on the item before one on the declaration', () => {
    const own = [{ typeCode: 'KCS:ImportType', code: '87' }];
    expect(only(withItem({ additionalInformation: own })).values['importType']).toBe('87');
  });

  it('never read a transport mode of another code list', () => {
    const declaration: Declaration = {
      ...complete,
      additionalInformation: [],
      borderTransportMeans: { modeCode: '4', itinerary: [] },
    };
    expect(only(declaration).values).not.toHaveProperty('transportMode');
  });
});

describe('a declaration that cannot be scored', () => {
  let artefact: ModelArtefact;
  let scorer: Scorer;
  beforeAll(async () => {
    artefact = await openModelArtefact(RISK_FOLDER);
    scorer = createTreeScorer(artefact);
  });
  afterAll(() => scorer.close());

  const cases: [story: string, declaration: Declaration, field: string, why: RegExp][] = [
    ['no net mass', withItem({ netMass: undefined }), 'item.netMass.value', /is absent/],
    [
      'a net mass in tonnes',
      withItem({ netMass: { value: '1.2', unitCode: 'TNE' } }),
      'item.netMass.value',
      /TNE.*KGM/,
    ],
    [
      'a value in dollars',
      withItem({ value: { amount: '100', currencyCode: 'USD' } }),
      'item.value.amount',
      /USD.*KRW/,
    ],
    [
      'a value that is no number',
      withItem({ value: { amount: '1,000', currencyCode: 'KRW' } }),
      'item.value.amount',
      /decimal/,
    ],
    [
      'a six-digit commodity code',
      withItem({ classification: { value: '420299', list: 'HS2022' } }),
      'item.classification.value',
      /ten digits/,
    ],
    [
      'no classification',
      withItem({ classification: undefined }),
      'item.classification.value',
      /absent/,
    ],
    ['an origin by name', withItem({ originCountry: 'China' }), 'item.originCountry', /alpha-2/],
    [
      'no export country',
      withShipment({ exportCountry: '' }),
      'goodsShipment.exportCountry',
      /absent/,
    ],
    ['no office', koreanDeclaration({ ...HANDBAG, office: '' }), 'presentationOffice', /absent/],
    [
      'no origin indicator',
      withItem({ additionalInformation: [] }),
      'additionalInformation[KCS:OriginIndicator].code',
      /absent/,
    ],
  ];

  it.each(cases)('%s: names the field and the reason', async (_, declaration, field, why) => {
    const outcome = await scorer.score(only(declaration));
    if (outcome.kind !== 'NOT_SCORABLE') throw new Error('was scored');
    expect(outcome.missing).toEqual([field]);
    expect(outcome.message).toMatch(why);
    expect(outcome.next).not.toBe('');
  });

  it('names all duty fields when no duty is declared', async () => {
    const outcome = await scorer.score(only(withItem({ dutyTaxFees: [] })));
    expect(outcome).toMatchObject({
      kind: 'NOT_SCORABLE',
      missing: [
        'item.dutyTaxFees[0].paymentMethodCode',
        'item.dutyTaxFees[0].taxRate',
        'item.dutyTaxFees[0].typeCode',
      ],
    });
  });

  it('does not repeat what the sender wrote into a field', async () => {
    const odd = withItem({ value: { amount: 'secret text', currencyCode: 'KRW' } });
    expect(JSON.stringify(await scorer.score(only(odd)))).not.toContain('secret');
  });

  it('is scored once it is complete, from the same fields that the specification names', async () => {
    expect((await scorer.score(only(complete))).kind).toBe('SCORED');
    const specified = artefact.features.inputs.map((i) => [i.name, i.field]);
    expect(Object.fromEntries(specified)).toEqual(DECLARATION_INPUT_FIELDS);
  });

  it('takes a code that training never saw as unseen, not as missing', async () => {
    const outcome = await scorer.score(only(koreanDeclaration({ ...HANDBAG, office: 'ZZ9' })));
    if (outcome.kind !== 'SCORED') throw new Error('was refused');
    expect(outcome.contributions.find((c) => c.feature === 'office')?.value).toBe(-1);
  });
});
