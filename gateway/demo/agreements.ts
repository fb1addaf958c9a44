/** The agreements of the federation in miniature: who releases which fields to whom, for which purposes. */
import type { AgreementTerms } from '../../chaincode/index.js';

type Draft = Omit<AgreementTerms, 'id' | 'salt'>;

const TRAVELLER_IDENTITY = [
  ...['name', 'sex', 'birthDate', 'nationality', 'documents', 'boarding', 'disembarking'],
  ...['recordLocator', 'kind'],
].map((field) => `/travellers/*/${field}`);
const LIST_HEAD = ['/kind', '/documentNameCode', '/flights', '/counts'];
const DECLARATION = [
  ...[
    'kind',
    'functionCode',
    'functionalReferenceId',
    'typeCode',
    'procedureCategory',
    'declaredOn',
  ],
  ...[
    'presentationOffice',
    'declarant',
    'importer',
    'exporter',
    'goodsShipment',
    'totals',
    'status',
  ],
  ...['additionalInformation', 'borderTransportMeans'],
].map((field) => `/${field}`);

/** Drafts in force from `from` for a year. */
export function agreementDrafts(from: number): Draft[] {
  const validity = {
    validFrom: new Date(from - 60_000).toISOString(),
    validUntil: new Date(from + 365 * 86_400_000).toISOString(),
  };
  const draft = (
    provider: string,
    consumer: string,
    rest: Pick<Draft, 'datasets' | 'purposes' | 'legalBasis' | 'retentionDays'>,
  ): Draft => ({ provider, consumer, ...rest, ...validity });
  return [
    draft('MeridianAirMSP', 'NorthCustomsMSP', {
      datasets: [
        { kind: 'passengerList', fields: [...LIST_HEAD, ...TRAVELLER_IDENTITY] },
        {
          kind: 'manifest',
          fields: [
            '/kind',
            '/messageType',
            '/documentId',
            '/functionCode',
            '/means',
            '/loadingLocation',
            '/unloadingLocation',
            '/consignments',
          ],
        },
      ],
      purposes: ['border-security', 'risk-assessment'],
      legalBasis: 'Advance Passenger and Cargo Information Act of Northland, section 12 (invented)',
      retentionDays: 180,
    }),
    draft('MeridianAirMSP', 'SouthCustomsMSP', {
      datasets: [
        {
          kind: 'passengerList',
          fields: [...LIST_HEAD, '/travellers/*/nationality', '/travellers/*/kind'],
        },
      ],
      purposes: ['health-protection'],
      legalBasis: 'Health Protection Order of Southmark, article 4 (invented)',
      retentionDays: 30,
    }),
    draft('LotusTradingMSP', 'NorthCustomsMSP', {
      datasets: [{ kind: 'declaration', fields: DECLARATION }],
      purposes: ['customs-clearance', 'risk-assessment'],
      legalBasis: 'Customs Code of Northland, article 5 (invented)',
      retentionDays: 365,
    }),
    draft('NorthCustomsMSP', 'CooperationMSP', {
      datasets: [
        {
          kind: 'inspection',
          fields: [
            '/kind',
            '/inspectionKind',
            '/subject/type',
            '/startedAt',
            '/endedAt',
            '/outcome',
          ],
        },
      ],
      purposes: ['mutual-recognition'],
      legalBasis:
        'Strategic Framework for Customs Cooperation, mutual recognition of supervision results',
      retentionDays: 365,
    }),
  ];
}
