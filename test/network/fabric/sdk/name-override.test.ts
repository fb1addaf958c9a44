/** Which name a node's TLS certificate must show. */
import { expect, test } from 'vitest';
import { nameOverride } from '../../../../network/fabric/sdk/name-override.js';

const peer = (mspId: string, address: string, hostnameOverride?: string) => ({
  ...{ name: address, mspId, address, tlsCaPem: '' },
  ...(hostnameOverride === undefined ? {} : { hostnameOverride }),
});
const PEERS = [
  peer('AMSP', '10.0.0.1:7051', 'peer0.a.example'),
  peer('BMSP', '10.0.0.1:8051', 'peer0.b.example'),
  peer('CMSP', 'peer0.c.example:7051'),
];

test.each([
  ['a peer of the profile', 'AMSP', '10.0.0.1:7051', 'peer0.a.example'],
  ['a peer of the profile under another id', 'XMSP', '10.0.0.1:8051', 'peer0.b.example'],
  ['an ordering node beside its own peer', 'BMSP', '10.0.0.1:9050', 'peer0.b.example'],
  ["a stranger's node on the same host", 'DMSP', '10.0.0.1:9050', 'peer0.a.example'],
  ['a peer of the profile without an override', 'CMSP', 'peer0.c.example:7051', undefined],
  ['a node beside a peer without an override', 'CMSP', 'peer0.c.example:7050', undefined],
  ['a host that the profile does not know', 'AMSP', 'orderer.d.example:7050', undefined],
])('%s', (_, mspId, address, expected) => {
  expect(nameOverride(PEERS, mspId, address)).toBe(expected);
});
