/** Errors as real 2.5.16 and 3.1.5 networks worded them (research: fabric.md section 7), and their categories. */
import { describe, expect, test } from 'vitest';
import type { FabricError } from '../../../network/fabric/failures.js';
import {
  mayHaveBeenTaken,
  sortEndorsement,
  sortSubmission,
  unanswered,
} from '../../../network/fabric/failures.js';

const error = (
  code: number,
  message: string,
  details: FabricError['details'] = [],
): FabricError => ({
  ...{ code, message, details },
});
const ENDORSE = 'ABORTED: failed to endorse transaction, see attached details for more info';

interface Row {
  readonly what: string;
  readonly error: FabricError;
  readonly category: string;
  readonly organisation?: string;
  readonly again?: string;
}

const ENDORSEMENTS: readonly Row[] = [
  {
    what: 'a refusal of the contract',
    error: error(10, ENDORSE, [
      { mspId: 'AMSP', message: 'chaincode response 500, NOT_OWNER only the owner may' },
    ]),
    ...{ category: 'refused', organisation: 'AMSP' },
  },
  {
    what: 'a refusal of one organisation while another one is away',
    error: error(10, ENDORSE, [
      {
        mspId: 'BMSP',
        message: 'connection error: desc = "transport: error while dialing: connection refused"',
      },
      { mspId: 'AMSP', message: 'chaincode response 500, RETENTION not yet' },
    ]),
    ...{ category: 'refused', organisation: 'AMSP' },
  },
  {
    what: 'a text of the contract without a code',
    error: error(10, ENDORSE, [{ mspId: 'AMSP', message: 'chaincode response 500, it broke' }]),
    category: 'unknown',
  },
  {
    what: 'endorsers outside the collection',
    error: error(
      9,
      'FAILED_PRECONDITION: requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [B]',
    ),
    category: 'policy',
  },
  {
    what: 'a peer that has just gone',
    error: error(10, ENDORSE, [
      {
        mspId: 'BMSP',
        address: '127.0.0.1:7051',
        message: 'rpc error: code = Unavailable desc = connection error: connection refused',
      },
    ]),
    ...{ category: 'unreachable', organisation: 'BMSP' },
  },
  ...[
    '13 INTERNAL: Received RST_STREAM with code 2 triggered by internal client error: Session closed',
    '1 CANCELLED: Call cancelled',
    '14 UNAVAILABLE: Connection dropped',
    '14 UNAVAILABLE: No status information received',
  ].map((message) => ({
    what: `a peer that goes while it is asked (${message})`,
    error: error(10, 'not all endorsed', [{ mspId: 'BMSP', message }]),
    ...{ category: 'unreachable', organisation: 'BMSP' },
  })),
  {
    what: 'a peer that discovery has forgotten',
    error: error(14, 'UNAVAILABLE: failed to find any endorsing peers for org(s): BMSP'),
    ...{ category: 'unreachable', organisation: 'BMSP' },
  },
  {
    what: 'a chaincode that does not run',
    error: error(10, ENDORSE, [
      {
        mspId: 'CMSP',
        message:
          'rpc error: code = Unknown desc = error in simulation: failed to execute transaction x: could not launch chaincode guanlian_1:ab: connection to guanlian_1:ab failed: error cannot create connection for guanlian_1:ab: error creating grpc connection to 127.0.0.1:7055: connection refused',
      },
    ]),
    ...{ category: 'unreachable', organisation: 'CMSP' },
  },
  {
    what: 'the own peer, which is down',
    error: error(
      14,
      'UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:7050',
    ),
    ...{ category: 'unreachable', organisation: 'OWN' },
  },
  {
    what: 'an own peer that does not answer in time',
    error: error(4, 'DEADLINE_EXCEEDED: Deadline exceeded after 30s'),
    ...{ category: 'unreachable', organisation: 'OWN' },
  },
  {
    what: 'discovery that is still filling',
    error: error(
      9,
      'FAILED_PRECONDITION: no combination of peers can be derived which satisfy the endorsement policy',
    ),
    ...{ category: 'warming', again: 'wait' },
  },
  {
    what: 'a chaincode that the peer has not seen yet',
    error: error(
      14,
      'UNAVAILABLE: no peers available to evaluate chaincode guanlian in channel guanlian',
    ),
    ...{ category: 'warming', again: 'wait' },
  },
  {
    what: 'results that differ',
    error: error(
      10,
      'ABORTED: failed to assemble transaction: ProposalResponsePayloads do not match',
    ),
    ...{ category: 'unknown', again: 'wait' },
  },
  {
    what: 'an identity that the channel does not know',
    error: error(
      2,
      'UNKNOWN: error validating proposal: access denied: channel [guanlian] creator org [XMSP]',
    ),
    ...{ category: 'policy', organisation: 'OWN' },
  },
  {
    what: 'peers that are listed and do not answer',
    error: error(
      9,
      'FAILED_PRECONDITION: failed to select a set of endorsers that satisfy the endorsement policy due to unavailability of peers: [127.0.0.1:7051]',
    ),
    ...{ category: 'warming', again: 'wait' },
  },
  {
    what: 'a peer that has just started and has not opened the channel',
    error: error(
      14,
      'UNAVAILABLE: failed to get config for channel [guanlian]: could not get last config for channel guanlian',
    ),
    ...{ category: 'warming', again: 'wait' },
  },
  {
    what: 'a peer at its limit of calls',
    error: error(
      2,
      'UNKNOWN: too many requests for /gateway.Gateway, exceeding concurrency limit (500)',
    ),
    ...{ category: 'warming', again: 'wait' },
  },
  {
    what: 'endorsers that the gateway gave up waiting for',
    error: error(
      4,
      'DEADLINE_EXCEEDED: endorsement timeout expired while collecting first endorsement',
    ),
    category: 'unreachable',
  },
  {
    what: 'a contract that does not come to an end',
    error: error(10, ENDORSE, [
      {
        mspId: 'BMSP',
        message:
          'error in simulation: failed to execute transaction x: timeout expired while executing transaction',
      },
    ]),
    ...{ category: 'unreachable', organisation: 'BMSP' },
  },
  {
    what: 'a chaincode that was killed while it ran',
    error: error(10, ENDORSE, [
      {
        mspId: 'BMSP',
        message:
          'error in simulation: failed to execute transaction x: error sending: chaincode stream terminated',
      },
    ]),
    ...{ category: 'unreachable', organisation: 'BMSP' },
  },
  {
    what: 'a certificate that has expired',
    error: error(
      2,
      'UNKNOWN: error validating proposal: the client identity is not valid: x509: certificate has expired or is not yet valid',
    ),
    ...{ category: 'policy', organisation: 'OWN' },
  },
  { what: 'anything else', error: error(13, 'INTERNAL: something new'), category: 'unknown' },
];

describe('what is reported while endorsing', () => {
  test.each(ENDORSEMENTS)(
    '$what is $category',
    ({ error: reported, category, organisation, again = 'no' }) => {
      const sorted = sortEndorsement(reported, 'OWN');
      expect(sorted).toMatchObject({ failure: { category }, again });
      if (organisation !== undefined) expect(sorted.failure.organisation).toBe(organisation);
      expect(sorted.failure.next.length).toBeGreaterThan(10);
      expect(JSON.stringify(sorted.failure.cause)).toContain(
        reported.details[0]?.message.slice(0, 20).replaceAll('"', '') ??
          reported.message.slice(0, 20),
      );
    },
  );

  test('keeps the stable code of a refusal', () => {
    const sorted = sortEndorsement(ENDORSEMENTS[0]!.error, 'OWN');
    expect(sorted.failure).toMatchObject({ code: 'NOT_OWNER', message: 'only the owner may' });
  });
});

describe('what is reported while sending to the ordering nodes', () => {
  test('no leader: it will be elected', () => {
    const reported = error(10, 'ABORTED: no orderers could successfully process transaction', [
      {
        address: '127.0.0.1:7054',
        mspId: 'AMSP',
        message:
          'received unsuccessful response from orderer: status=SERVICE_UNAVAILABLE, info=no Raft leader',
      },
    ]);
    expect(sortSubmission(reported, 'OWN')).toMatchObject({
      failure: { category: 'warming' },
      again: 'wait',
    });
  });

  test('nobody there: nothing was sent', () => {
    const reported = error(14, 'UNAVAILABLE: no orderers could successfully process transaction', [
      {
        address: '127.0.0.1:7054',
        mspId: 'AMSP',
        message: 'failed to create new connection: context deadline exceeded',
      },
    ]);
    expect(sortSubmission(reported, 'OWN').failure).toMatchObject({
      category: 'unreachable',
      organisation: 'AMSP',
    });
  });

  const NOBODY = 'UNAVAILABLE: no orderers could successfully process transaction';
  const REFUSED_DIAL =
    'rpc error: code = Unavailable desc = connection error: desc = "transport: error while dialing: dial tcp 127.0.0.1:7054: connect: connection refused"';
  const says = (...messages: string[]) => messages.map((message) => ({ mspId: 'AMSP', message }));
  const answers = (status: string) =>
    error(
      10,
      `ABORTED: received unsuccessful response from orderer: status=${status}, info=because`,
    );

  test.each<[string, FabricError, object, string]>([
    // A node that answers 5xx is not among the details: only that none took it is told.
    ['nodes without a leader', error(14, NOBODY), { category: 'warming' }, 'wait'],
    [
      'some nodes away, the others without a leader',
      error(14, NOBODY, says(REFUSED_DIAL)),
      { category: 'unreachable', organisation: 'AMSP' },
      'wait',
    ],
    [
      'no node that could be connected',
      error(14, 'UNAVAILABLE: no orderer nodes available'),
      { category: 'warming' },
      'wait',
    ],
    [
      'an own peer that was never reached',
      error(14, 'UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED'),
      { category: 'unreachable', organisation: 'OWN' },
      'no',
    ],
    ['a client that is not accepted', answers('FORBIDDEN'), { category: 'policy' }, 'no'],
    [
      'an expired client',
      error(9, 'FAILED_PRECONDITION: broadcast client identity expired'),
      { category: 'policy' },
      'no',
    ],
    [
      'a transaction that is too large',
      answers('REQUEST_ENTITY_TOO_LARGE'),
      { category: 'unknown', message: expect.stringContaining('TOO_LARGE') as string },
      'no',
    ],
    [
      'a peer at its limit of calls',
      error(2, 'UNKNOWN: too many requests for /gateway.Gateway, exceeding concurrency limit (1)'),
      { category: 'warming' },
      'wait',
    ],
  ])('%s: the transaction was not taken', (_, reported, failure, again) => {
    expect(mayHaveBeenTaken(reported)).toBe(false);
    expect(sortSubmission(reported, 'OWN')).toMatchObject({ failure, again });
    expect(sortSubmission(reported, 'OWN').failure.next).not.toMatch(/may have been committed/);
  });

  test.each<[string, FabricError]>([
    ['the line to the own peer broke', error(14, 'UNAVAILABLE: Connection dropped')],
    ['the own peer answered too late', error(4, 'DEADLINE_EXCEEDED: Deadline exceeded after 70s')],
    [
      'an ordering node was killed after it was given the transaction',
      error(
        14,
        NOBODY,
        says('rpc error: code = Unavailable desc = error reading from server: EOF', REFUSED_DIAL),
      ),
    ],
    [
      'an ordering node hangs',
      error(
        14,
        NOBODY,
        says('rpc error: code = DeadlineExceeded desc = context deadline exceeded'),
      ),
    ],
    [
      'the connection to it was closed meanwhile',
      error(
        14,
        NOBODY,
        says(
          'rpc error: code = Unavailable desc = closing transport due to: connection error: desc = "error reading from server: EOF"',
        ),
      ),
    ],
  ])('%s: it may have been taken, and that is said', (_, reported) => {
    expect(mayHaveBeenTaken(reported)).toBe(true);
    const { failure, again } = sortSubmission(reported, 'OWN');
    expect(failure).toMatchObject({ category: 'unknown' });
    expect(failure.next).toMatch(/may have been committed.*idempotent/);
    expect(again).toBe('no');
  });

  test('a cut connection leaves open whether it was committed, and says so', () => {
    const { failure } = sortSubmission(error(14, 'UNAVAILABLE: Connection dropped'), 'OWN');
    expect(failure).toMatchObject({
      category: 'unknown',
      cause: expect.stringContaining('dropped') as string,
    });
    expect(failure.next).toMatch(/may have been committed/);
    expect(unanswered('x', 'OWN').next).toMatch(/idempotent/);
  });
});

describe("what is reported while another organisation's peer evaluates", () => {
  test.each<[string, FabricError, object]>([
    [
      'it is not found',
      error(9, 'FAILED_PRECONDITION: no peers available to evaluate chaincode g in channel g'),
      { category: 'unreachable', organisation: 'BMSP' },
    ],
    [
      'it has just gone',
      error(14, 'UNAVAILABLE: failed to evaluate transaction, see attached details', [
        { mspId: 'BMSP', message: 'connection refused' },
      ]),
      { category: 'unreachable', organisation: 'BMSP' },
    ],
    [
      'it takes too long',
      error(4, 'DEADLINE_EXCEEDED: evaluate timeout expired'),
      { category: 'unreachable', organisation: 'BMSP' },
    ],
    [
      'the own peer is away',
      error(14, 'UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED'),
      { category: 'unreachable', organisation: 'OWN' },
    ],
    [
      'its contract refuses',
      error(
        2,
        'UNKNOWN: evaluate call to endorser returned error: chaincode response 500, NOT_OWN_PEER no',
      ),
      { category: 'refused', code: 'NOT_OWN_PEER', organisation: 'BMSP' },
    ],
  ])('%s', (_, reported, failure) => {
    expect(sortEndorsement(reported, 'OWN', 'BMSP')).toMatchObject({ failure, again: 'no' });
  });
});
