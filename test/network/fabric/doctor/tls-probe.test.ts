/** TLS to a peer: each way in which it fails has its own name, where gRPC knows only "unavailable". */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer as createPlain } from 'node:net';
import type { Server } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { checkTls } from '../../../../network/fabric/doctor/check-tls.js';
import type { MemberSubject } from '../../../../network/fabric/doctor/subject.js';
import { probeTls } from '../../../../network/fabric/doctor/tls-probe.js';
import type { Authority } from '../../../../network/identity/certificate-authority.js';
import { issueAuthority, issueServer } from '../../../../network/identity/certificate-authority.js';

const YEAR_MS = 365 * 86_400_000;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function authority(name = 'AMSP'): Promise<Authority> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const request = {
    mspId: name,
    name: 'tls-ca' as const,
    privateKey,
    now: Date.now() - 2 * YEAR_MS,
  };
  return { privateKey, certificatePem: await issueAuthority(request) };
}

/** A TLS server whose certificate was issued this long ago for these hosts. */
async function serve(issuer: Authority, hosts: string[], issuedAt = Date.now()): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey(privateKey);
  const cert = await issueServer(issuer, { mspId: 'AMSP', hosts, publicKey, now: issuedAt });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return listen(
    createServer({ key, cert, ALPNProtocols: ['h2'] }).on('tlsClientError', () => undefined),
  );
}

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

describe('a TLS probe', () => {
  test('finds a good server good, by name and by address', async () => {
    const ca = await authority();
    const address = await serve(ca, ['peer.example', '127.0.0.1']);
    const tlsCaPem = ca.certificatePem;
    expect((await probeTls({ address, tlsCaPem })).kind).toBe('good');
    const named = { address, tlsCaPem, hostnameOverride: 'peer.example' };
    expect((await probeTls(named)).kind).toBe('good');
  });

  test('takes a wildcard for one level of the name', async () => {
    const ca = await authority();
    const target = { address: await serve(ca, ['*.example.org']), tlsCaPem: ca.certificatePem };
    expect((await probeTls({ ...target, hostnameOverride: 'peer.example.org' })).kind).toBe('good');
    expect((await probeTls({ ...target, hostnameOverride: 'a.b.example.org' })).kind).toBe(
      'wrong-name',
    );
  });

  test('names the authority that the profile does not hold', async () => {
    const address = await serve(await authority('BMSP'), ['127.0.0.1']);
    const { certificatePem } = await authority();
    const answer = await probeTls({ address, tlsCaPem: certificatePem });
    expect(answer).toEqual({ kind: 'wrong-authority', issuer: 'tls-ca.BMSP' });
  });

  test('names the hosts that the certificate is for', async () => {
    const ca = await authority();
    const address = await serve(ca, ['elsewhere.example']);
    const answer = await probeTls({ address, tlsCaPem: ca.certificatePem });
    expect(answer).toMatchObject({
      kind: 'wrong-name',
      names: expect.stringContaining('elsewhere') as string,
    });
  });

  test('tells an ended certificate and one that has not begun', async () => {
    const ca = await authority();
    const { certificatePem: tlsCaPem } = ca;
    const old = await serve(ca, ['127.0.0.1'], Date.now() - 1.5 * YEAR_MS);
    expect((await probeTls({ address: old, tlsCaPem })).kind).toBe('expired');
    const early = await serve(ca, ['127.0.0.1'], Date.now() + YEAR_MS);
    expect((await probeTls({ address: early, tlsCaPem })).kind).toBe('not-yet-valid');
  });

  test('tells a closed port, a plain server and an unknown host apart', async () => {
    const { certificatePem: tlsCaPem } = await authority();
    const plain = await listen(
      createPlain((socket) =>
        socket
          .on('error', () => undefined)
          .resume()
          .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      ),
    );
    expect((await probeTls({ address: plain, tlsCaPem })).kind).toBe('no-tls');
    const closed = await listen(createPlain());
    await new Promise((resolve) => servers.pop()!.close(resolve));
    expect((await probeTls({ address: closed, tlsCaPem })).kind).toBe('refused');
    const unknown = await probeTls({ address: 'no-such-host.invalid:7051', tlsCaPem });
    expect(['unresolved', 'other']).toContain(unknown.kind);
  });

  test('does not take a process that is just ending for one without TLS', async () => {
    const { certificatePem: tlsCaPem } = await authority();
    const ending = createPlain((socket) => {
      socket.on('error', () => undefined).resetAndDestroy();
      ending.close();
    });
    const address = await listen(ending);
    servers.pop();
    expect((await probeTls({ address, tlsCaPem })).kind).toBe('refused');
  });
});

test('the finding says what, where, why and what to do', async () => {
  const ca = await authority();
  const peer = {
    name: 'peer.a',
    mspId: 'AMSP',
    address: '127.0.0.1:1',
    tlsCaPem: ca.certificatePem,
  };
  const member = { mspId: 'AMSP', peer } as MemberSubject;
  const clock = { now: () => Date.now() };
  const [finding] = await checkTls({ clock, members: [member], folders: [] });
  expect(finding).toMatchObject({
    ...{ check: 'tls', level: 'error', where: 'peer.a (127.0.0.1:1)' },
    what: 'nothing listens there',
    repair: expect.stringContaining('Start the peer') as string,
  });
});
