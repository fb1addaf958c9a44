/**
 * Risk: typologies over the graph and the declaration model over records, as alerts that carry their reasons.
 * Nothing here decides anything: an alert is a place in a person's queue (DESIGN decision 10).
 */
import type { Declaration } from '../../chaincode/index.js';
import { sha256Hex } from '../../chaincode/index.js';
import type { TypologyHit } from '../../graph/index.js';
import { detect } from '../../graph/index.js';
import type { ScoreOutcome } from '../../models/index.js';
import { declarationInputs } from '../../models/index.js';
import type { Position } from '../../network/index.js';
import type { Alert, ScoreView } from '../application.js';
import { holdingOf, visibleBody } from './holdings.js';
import { indexedEnvelope } from './ledger-index.js';
import type { NodeParts } from './parts.js';
import { isoNow } from './parts.js';

/** Alerts of all typologies over the graph as it stands at the position. */
export async function typologyAlerts(parts: NodeParts, knownAt: Position): Promise<Alert[]> {
  const hits = await detect(parts.graph);
  return hits.map((hit) => typologyAlert(parts, hit, knownAt));
}

/** Scores of each item of a declaration; undefined when no declaration is visible under the id. */
export async function scoresOf(
  parts: NodeParts,
  recordId: string,
): Promise<readonly ScoreView[] | undefined> {
  const entry = await indexedEnvelope(parts.store, recordId);
  if (entry?.envelope.kind !== 'declaration') return undefined;
  const body = visibleBody(await holdingOf(parts, entry.envelope));
  if (body === undefined) return undefined;
  const declaration = withLists(body as Partial<Declaration>);
  const views: ScoreView[] = [];
  for (const [i, input] of declarationInputs(declaration).entries()) {
    const sequence = declaration.goodsShipment.items[i]?.sequenceNumeric ?? i + 1;
    views.push(scoreView(sequence, await parts.scorer.score(input)));
  }
  return views;
}

/** A released declaration may lack any field; lists that were not released read as empty, values stay missing. */
function withLists(body: Partial<Declaration>): Declaration {
  const shipment: Partial<Declaration['goodsShipment']> = body.goodsShipment ?? {};
  const items = (shipment.items ?? []).map((item) => ({
    ...item,
    dutyTaxFees: listOf(item.dutyTaxFees),
    additionalInformation: listOf(item.additionalInformation),
  }));
  const additionalInformation = listOf(body.additionalInformation);
  return { ...body, goodsShipment: { ...shipment, items }, additionalInformation } as Declaration;
}

function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

/** The alert of a declaration whose items the model flags; undefined when it flags none. */
export function scoreAlert(
  parts: NodeParts,
  recordId: string,
  scores: readonly ScoreView[],
  knownAt: Position,
): Alert | undefined {
  const flagged = scores
    .filter((score) => score.kind === 'SCORED')
    .filter((score) => score.flagged);
  const [worst] = flagged.sort((a, b) => Number(b.score) - Number(a.score));
  if (!worst) return undefined;
  return {
    id: sha256Hex(`declaration-risk|${recordId}|${worst.modelDigest}`).slice(0, 32),
    typology: 'declaration-risk',
    version: worst.modelId,
    raisedAt: isoNow(parts.clock),
    knownAt,
    score: worst.score,
    reasons: scoreReasons(worst, flagged.length),
    members: [{ label: 'Declaration', key: recordId }],
    witnesses: [],
    contributions: worst.contributions,
    modelDigest: worst.modelDigest,
    recordIds: [recordId],
  };
}

function typologyAlert(parts: NodeParts, hit: TypologyHit, knownAt: Position): Alert {
  const recordIds = new Set(hit.witnesses.flatMap((witness) => witness.recordIds));
  return {
    id: sha256Hex(`${hit.typology}|${hit.version}|${hit.fingerprint}`).slice(0, 32),
    typology: hit.typology,
    version: hit.version,
    raisedAt: isoNow(parts.clock),
    knownAt,
    score: hit.score,
    reasons: hit.reasons,
    members: hit.members,
    witnesses: hit.witnesses.map(({ type, from, to, recordIds: ids }) => ({
      ...{ type, recordIds: ids },
      ...{ from: `${from.label}:${from.key}`, to: `${to.label}:${to.key}` },
    })),
    contributions: [],
    recordIds: [...recordIds].sort(),
  };
}

type Scored = Extract<ScoreView, { kind: 'SCORED' }>;

function scoreReasons(worst: Scored, flagged: number): string[] {
  const strongest = [...worst.contributions]
    .filter((c) => Number(c.contribution) > 0)
    .sort((a, b) => Number(b.contribution) - Number(a.contribution))
    .slice(0, 3);
  return [
    `${flagged} item(s) score above the model's threshold; the highest is item ${worst.itemSequence} with ${worst.score}`,
    ...strongest.map(
      (c) => `${c.feature} = ${c.value} raises the score by ${c.contribution} (log-odds)`,
    ),
  ];
}

function scoreView(itemSequence: number, outcome: ScoreOutcome): ScoreView {
  if (outcome.kind === 'NOT_SCORABLE') {
    const { kind, code, missing, message, next } = outcome;
    return { kind, itemSequence, code, missing, message, next };
  }
  return {
    kind: 'SCORED',
    itemSequence,
    score: outcome.score.toFixed(6),
    flagged: outcome.flagged,
    band: outcome.band,
    modelId: `${outcome.model.id}@${outcome.model.version}`,
    modelDigest: outcome.model.digest,
    contributions: outcome.contributions.map((c) => ({
      feature: c.feature,
      value: String(c.value),
      contribution: c.contribution.toFixed(6),
    })),
  };
}
