/** All output types of the schema, made once and handed to the root fields. */
import type { Builder } from '../builder.js';
import type { ConnectionTypes } from '../connections.js';
import { defineConnection } from '../connections.js';
import { defineRefusal } from '../payloads.js';
import { defineScalars } from '../scalars.js';
import type { Words } from '../words.js';
import { defineWords } from '../words.js';
import type {
  AgreementView,
  Alert,
  CertificateView,
  Delivery,
  RecordSummary,
} from '../../application.js';
import type { CertificateTypes } from './certificate.js';
import { defineCertificates } from './certificate.js';
import { defineFinding } from './finding.js';
import type { GraphTypes } from './graph.js';
import { defineGraph } from './graph.js';
import type { KnowledgeTypes } from './knowledge.js';
import { defineKnowledge } from './knowledge.js';
import type { NetworkTypes } from './network.js';
import { defineNetwork } from './network.js';
import type { RecordTypes } from './record.js';
import { defineRecords } from './record.js';
import type { RiskTypes } from './risk.js';
import { defineRisk } from './risk.js';
import type { SharingTypes } from './sharing.js';
import { defineSharing } from './sharing.js';

export interface NodeTypes
  extends
    RecordTypes,
    SharingTypes,
    RiskTypes,
    GraphTypes,
    KnowledgeTypes,
    CertificateTypes,
    NetworkTypes {
  readonly words: Words;
  readonly Refusal: ReturnType<typeof defineRefusal>;
  readonly Finding: ReturnType<typeof defineFinding>;
  readonly Records: ConnectionTypes<RecordSummary>;
  readonly Deliveries: ConnectionTypes<Delivery>;
  readonly Agreements: ConnectionTypes<AgreementView>;
  readonly Alerts: ConnectionTypes<Alert>;
  readonly Certificates: ConnectionTypes<CertificateView>;
}

/** Adds every output type to the schema. */
export function defineTypes(builder: Builder): NodeTypes {
  defineScalars(builder);
  const words = defineWords(builder);
  const Refusal = defineRefusal(builder);
  const Finding = defineFinding(builder, words);
  const records = defineRecords(builder, words, Finding);
  const sharing = defineSharing(builder, words, Refusal);
  const risk = defineRisk(builder);
  const certificates = defineCertificates(builder, words);
  const knowledge = defineKnowledge(builder);
  return {
    words,
    Refusal,
    Finding,
    ...records,
    ...sharing,
    ...risk,
    ...certificates,
    ...knowledge,
    ...defineGraph(builder, knowledge.LedgerPlace),
    ...defineNetwork(builder, words),
    Records: defineConnection(builder, 'Record', records.Record, 'records'),
    Deliveries: defineConnection(builder, 'Delivery', sharing.Delivery, 'deliveries'),
    Agreements: defineConnection(builder, 'Agreement', sharing.Agreement, 'agreements'),
    Alerts: defineConnection(builder, 'Alert', risk.Alert, 'alerts'),
    Certificates: defineConnection(
      builder,
      'Certificate',
      certificates.Certificate,
      'certificates',
    ),
  };
}
