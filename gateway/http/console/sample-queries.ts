/** Sample queries of the console: what a user of a node in each of its organisation's roles would ask first. */

export interface SampleQuery {
  readonly title: string;
  /** The role whose token runs it. */
  readonly role: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const WHO: SampleQuery = {
  title: 'Who am I, and how fresh is this node?',
  role: 'operator',
  query: `{
  thisNode { displayName mspId roles }
  viewer { role scopes }
  ledger { engine height projectionLag asOf }
}`,
};

const RECORDS: SampleQuery = {
  title: 'Newest records, and what this node holds of them',
  role: 'data-officer',
  query: `{
  records(first: 10) {
    totalCount
    edges { node { id kind owner holding createdAt findingCount } }
  }
}`,
};

const RECORD: SampleQuery = {
  title: 'One record: its content, and what was withheld and why',
  role: 'risk-officer',
  query: `query Record($id: ID!) {
  record(id: $id) {
    kind owner holding
    body
    withheld { pointer reason explanation }
    releases { recipient purpose agreementId releasedAt }
  }
}`,
  variables: { id: 'paste an id from the list of records' },
};

const SHARE: SampleQuery = {
  title: 'Share a record under an agreement',
  role: 'data-officer',
  query: `mutation Share($input: ShareRecordInput!) {
  shareRecord(input: $input) {
    ... on ShareRecordSuccess { delivery { id state releasedFields withheldFields } }
    ... on Refusal { code message next }
  }
}`,
  variables: {
    input: { recordId: 'paste an id', recipient: 'an MSP id', purpose: 'risk-assessment' },
  },
};

const ALERTS: SampleQuery = {
  title: 'Risk alerts with their reasons',
  role: 'risk-officer',
  query: `{
  alerts(first: 10) {
    edges {
      cursor
      node { typology score reasons members { label name key } recordIds }
    }
  }
}`,
};

const AGREEMENTS: SampleQuery = {
  title: 'Agreements and what they release',
  role: 'data-officer',
  query: `{
  agreements(first: 10) {
    edges {
      node { id provider consumer status terms { purposes datasets { kind fields } } }
    }
  }
}`,
};

const CERTIFICATES: SampleQuery = {
  title: 'Certificates and what the review found',
  role: 'certificate-officer',
  query: `{
  certificates(first: 10) {
    edges { node { id number certificateType state anchored checks { rule result message } } }
  }
}`,
};

const MEMBERS: SampleQuery = {
  title: 'Members of the network',
  role: 'partner',
  query: '{ organisations { mspId name countryCode roles status } }',
};

const BY_ROLE: Readonly<Record<string, readonly SampleQuery[]>> = {
  customs: [RECORDS, RECORD, ALERTS, SHARE, AGREEMENTS, CERTIFICATES],
  quarantine: [CERTIFICATES, RECORDS, RECORD],
  airline: [RECORDS, SHARE, AGREEMENTS],
  trader: [RECORDS, SHARE, CERTIFICATES],
  cooperation: [MEMBERS, AGREEMENTS, RECORDS],
};

/** Samples for a node whose organisation has these roles, each once. */
export function sampleQueries(roles: readonly string[]): readonly SampleQuery[] {
  return [...new Set([...roles.flatMap((role) => BY_ROLE[role] ?? [RECORDS]), MEMBERS, WHO])];
}
