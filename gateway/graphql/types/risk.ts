/** Alerts and scores in the schema: explained or not shown (DESIGN decision 10). */
import type { Alert, AlertContribution, AlertMember, ScoreView } from '../../application.js';
import type { Builder, Ref, Union } from '../builder.js';

export interface RiskTypes {
  readonly Alert: Ref<Alert>;
  readonly Scores: Ref<readonly ScoreView[]>;
}

/** Adds Alert, Score and what they are explained by. */
export function defineRisk(builder: Builder): RiskTypes {
  const contribution = defineContribution(builder);
  const score = defineScore(builder, contribution);
  const Scores = builder.objectRef<readonly ScoreView[]>('Scores').implement({
    description: 'The scores of one declaration.',
    fields: (t) => ({
      items: t.field({
        type: [score],
        description: 'One score, or the reason for none, for each goods item.',
        resolve: (scores) => [...scores],
      }),
    }),
  });
  return { Alert: defineAlert(builder, contribution), Scores };
}

function defineContribution(builder: Builder): Ref<AlertContribution> {
  return builder.objectRef<AlertContribution>('Contribution').implement({
    description: 'What one feature contributes to a score.',
    fields: (t) => ({
      feature: t.exposeString('feature', { description: 'Name of the feature.' }),
      value: t.exposeString('value', { description: 'Its value here, as text.' }),
      contribution: t.exposeString('contribution', {
        description: 'What it adds to the score in log-odds, decimal text.',
      }),
    }),
  });
}

function defineAlert(builder: Builder, contribution: Ref<AlertContribution>): Ref<Alert> {
  const position = builder.objectRef<Alert['knownAt']>('LedgerPosition').implement({
    description: 'A place on the ledger.',
    fields: (t) => ({
      block: t.exposeInt('block', { description: 'Number of the block, from 0.' }),
      tx: t.exposeInt('tx', { description: 'Index of the transaction in the block, from 0.' }),
    }),
  });
  const member = builder.objectRef<AlertMember>('AlertMember').implement({
    description: 'An entity that takes part in what was found.',
    fields: (t) => ({
      label: t.exposeString('label', { description: 'Label of the entity, e.g. Company.' }),
      key: t.exposeString('key', { description: 'Key of the entity in the graph.' }),
      name: t.exposeString('name', {
        nullable: true,
        description: 'Its name, where it has one and the user may see it.',
      }),
    }),
  });
  const witness = builder.objectRef<Alert['witnesses'][number]>('WitnessEdge').implement({
    description: 'A relationship that proves what was found, with the records it comes from.',
    fields: (t) => ({
      type: t.exposeString('type', { description: 'Type of the relationship.' }),
      from: t.exposeString('from', { description: 'Where it starts, `Label:key`.' }),
      to: t.exposeString('to', { description: 'Where it ends, `Label:key`.' }),
      recordIds: t.exposeStringList('recordIds', { description: 'Records that state it.' }),
    }),
  });
  return builder.objectRef<Alert>('Alert').implement({
    description: 'A risk alert: a place in a queue that a person works through, never a decision.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Id of the alert.' }),
      typology: t.exposeString('typology', {
        description: 'What was found: id of a typology, or declaration-risk for the model.',
      }),
      version: t.exposeString('version', { description: 'Version of the typology or model.' }),
      raisedAt: t.expose('raisedAt', { type: 'DateTime', description: 'When it was raised.' }),
      knownAt: t.expose('knownAt', {
        type: position,
        description: 'Up to where on the ledger the node knew when it decided.',
      }),
      score: t.exposeString('score', { description: 'Score, decimal text.' }),
      reasons: t.exposeStringList('reasons', { description: 'Why, in sentences.' }),
      members: t.expose('members', { type: [member], description: 'Who takes part.' }),
      witnesses: t.expose('witnesses', { type: [witness], description: 'What proves it.' }),
      contributions: t.expose('contributions', {
        type: [contribution],
        description: 'What the model weighed, for scored alerts.',
      }),
      modelDigest: t.exposeString('modelDigest', {
        nullable: true,
        description: 'Digest of the model, for scored alerts.',
      }),
      recordIds: t.exposeStringList('recordIds', { description: 'The records it rests on.' }),
    }),
  });
}

type Scored = Extract<ScoreView, { kind: 'SCORED' }>;
type NotScorable = Extract<ScoreView, { kind: 'NOT_SCORABLE' }>;

function defineScore(builder: Builder, contribution: Ref<AlertContribution>): Union<ScoreView> {
  const scored = builder.objectRef<Scored>('Scored').implement({
    description: 'A score of one goods item by the frozen, signed model.',
    fields: (t) => ({
      itemSequence: t.exposeInt('itemSequence', { description: 'Number of the goods item.' }),
      score: t.exposeString('score', { description: 'Score from 0 to 1, decimal text.' }),
      flagged: t.exposeBoolean('flagged', { description: 'Whether it passes the threshold.' }),
      band: t.exposeString('band', { description: 'Band of the score.' }),
      modelId: t.exposeString('modelId', { description: 'Name and version of the model.' }),
      modelDigest: t.exposeString('modelDigest', { description: 'SHA-256 of the model.' }),
      contributions: t.expose('contributions', {
        type: [contribution],
        description: 'What each feature contributes.',
      }),
    }),
  });
  const notScorable = builder.objectRef<NotScorable>('NotScorable').implement({
    description: 'No score: the model lacks what it needs. Nothing is ever imputed.',
    fields: (t) => ({
      itemSequence: t.exposeInt('itemSequence', { description: 'Number of the goods item.' }),
      code: t.exposeString('code', { description: 'Why, as a stable code.' }),
      missing: t.exposeStringList('missing', { description: 'The features that are missing.' }),
      message: t.exposeString('message', { description: 'Why, in plain words.' }),
      next: t.exposeString('next', { description: 'What to do next.' }),
    }),
  });
  return builder.unionType('Score', {
    description: 'A score of one goods item, or the reason for none.',
    types: [scored, notScorable],
    resolveType: (score) => (score.kind === 'SCORED' ? scored : notScorable),
  });
}
