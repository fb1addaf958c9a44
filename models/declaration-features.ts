/**
 * Inputs of the declaration risk model from a canonical declaration (WCO DM names).
 * The model was trained on Korean declarations (KCS): local codes travel as additionalInformation with typeCode `KCS:…`,
 * the item value must be in KRW and the net mass in kilograms. Another unit is a gap, never a conversion.
 */
import type { Declaration, GovernmentAgencyGoodsItem } from '../chaincode/index.js';
import type { FeatureGap, FeatureInput } from './scorer.js';

/** What an item offers for one input: the text, or why there is none. */
type Reading = { readonly text: string } | { readonly reason: string };

interface Source {
  readonly field: string;
  readonly read: (declaration: Declaration, item: GovernmentAgencyGoodsItem) => Reading;
}

const ABSENT: Reading = { reason: 'is absent' };

function present(text: string | undefined): Reading {
  return text === undefined || text === '' ? ABSENT : { text };
}

/** A coded statement, on the item or else on the whole declaration. */
function statement(typeCode: string): Source {
  return {
    field: `additionalInformation[${typeCode}].code`,
    read: (declaration, item) => {
      const all = [...item.additionalInformation, ...declaration.additionalInformation];
      return present(all.find((info) => info.typeCode === typeCode)?.code);
    },
  };
}

function netMass(item: GovernmentAgencyGoodsItem): Reading {
  if (item.netMass === undefined) return ABSENT;
  if (item.netMass.unitCode === 'KGM') return present(item.netMass.value);
  return { reason: `is in ${item.netMass.unitCode}, the model knows KGM` };
}

function itemValue(item: GovernmentAgencyGoodsItem): Reading {
  if (item.value === undefined) return ABSENT;
  if (item.value.currencyCode === 'KRW') return present(item.value.amount);
  return { reason: `is in ${item.value.currencyCode}, the model knows KRW` };
}

const SOURCES: Readonly<Record<string, Source>> = {
  office: { field: 'presentationOffice', read: (d) => present(d.presentationOffice) },
  processType: statement('KCS:ProcessType'),
  importType: statement('KCS:ImportType'),
  importUse: statement('KCS:ImportUse'),
  paymentMethod: {
    field: 'item.dutyTaxFees[0].paymentMethodCode',
    read: (_, item) => present(item.dutyTaxFees[0]?.paymentMethodCode),
  },
  transportMode: statement('KCS:TransportMode'),
  hs: {
    field: 'item.classification.value',
    read: (_, item) => present(item.classification?.value),
  },
  exportCountry: {
    field: 'goodsShipment.exportCountry',
    read: (d) => present(d.goodsShipment.exportCountry),
  },
  originCountry: { field: 'item.originCountry', read: (_, item) => present(item.originCountry) },
  dutyRate: {
    field: 'item.dutyTaxFees[0].taxRate',
    read: (_, item) => present(item.dutyTaxFees[0]?.taxRate),
  },
  dutyType: {
    field: 'item.dutyTaxFees[0].typeCode',
    read: (_, item) => present(item.dutyTaxFees[0]?.typeCode),
  },
  originIndicator: statement('KCS:OriginIndicator'),
  netMass: { field: 'item.netMass.value', read: (_, item) => netMass(item) },
  itemValue: { field: 'item.value.amount', read: (_, item) => itemValue(item) },
};

/** The model's inputs and the canonical field each is read from: what a declaration must carry to be scored. */
export const DECLARATION_INPUT_FIELDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SOURCES).map(([input, source]) => [input, source.field]),
);

/** Reads the inputs of one item of a declaration; what is not there becomes a gap with its reason. */
export function declarationItemInput(
  declaration: Declaration,
  item: GovernmentAgencyGoodsItem,
): FeatureInput {
  const values: Record<string, string> = {};
  const gaps: FeatureGap[] = [];
  for (const [input, { field, read }] of Object.entries(SOURCES)) {
    const reading = read(declaration, item);
    if ('text' in reading) values[input] = reading.text;
    else gaps.push({ input, field, reason: reading.reason });
  }
  return { values, gaps };
}

/** One input per item, in the order of the goods shipment. */
export function declarationInputs(declaration: Declaration): readonly FeatureInput[] {
  return declaration.goodsShipment.items.map((item) => declarationItemInput(declaration, item));
}
