/** `guanlian channel define`: what an organisation sends to the members so that they can take it in. */
import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { Organisation } from '../../chaincode/index.js';
import { isMspId, ORGANISATION_ROLES } from '../../chaincode/index.js';
import { actsFor, loadChannel, refusing } from './channel-connection.js';
import { outFile, writeNew } from './channel-files.js';
import type { VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { networkFolder } from './fabric-folder.js';
import { answer } from './output.js';

type Entry = Omit<Organisation, 'mspId' | 'keys' | 'status'>;
type Role = Organisation['roles'][number];

/** For how long members vouch for what it certifies; votes renew it. */
const YEARS_MS = 5 * 365 * 86_400_000;

export const execute = refusing(async (input) => {
  const channel = await loadChannel();
  const mspId = actsFor(input);
  if (!isMspId(mspId)) throw new UsageError('--as takes an MSP id: letters, digits, dots, dashes');
  const file = outFile(input);
  const msp = input.text('msp');
  const nodeCertificate = input.text('node-certificate');
  const definition =
    msp === undefined
      ? await channel.addOrganisation(networkFolder(input), {
          mspId,
          name: input.text('name') ?? mspId.replace(/msp$/i, '').toLowerCase(),
          entry: entryFrom(input, mspId),
        })
      : await channel.definitionOfMsp(resolve(msp), {
          mspId,
          anchorPeers: anchorsFrom(input),
          ...(nodeCertificate === undefined
            ? {}
            : {
                nodeCertificate: resolve(nodeCertificate),
                entry: entryFrom(input, mspId),
              }),
        });
  await writeNew(file, channel.definitionText(definition));
  answer(input, { file, definition }, [
    `${mspId}: definition written to ${file}; it holds nothing secret.`,
    ...authorityLines('authority', definition.rootCas),
    ...authorityLines('TLS authority', definition.tlsRootCas),
    `  anchor peers     ${definition.anchorPeers.map(({ host, port }) => `${host}:${port}`).join(', ')}`,
    ...entryLines(definition.entry),
    'Send it to a member, and tell the fingerprints to the administrators by another way.',
  ]);
  return 0;
});

function authorityLines(what: string, pems: readonly string[]): string[] {
  return pems.map((pem) => {
    const certificate = new X509Certificate(pem);
    const subject = certificate.subject.replaceAll('\n', ', ');
    return `  ${what.padEnd(16)} ${subject}\n    SHA-256 ${certificate.fingerprint256}`;
  });
}

function entryLines(entry: Organisation | undefined): string[] {
  if (!entry) {
    return [
      '  no directory entry: add it with --node-certificate, --display-name, --country, --role',
    ];
  }
  const { name, countryCode, roles, keys } = entry;
  const kids = keys.map(({ kid }) => kid).join(', ');
  return [`  directory entry  ${name}, ${countryCode}, ${roles.join(', ')}, key ${kids}`];
}

function entryFrom(input: VerbInput, mspId: string): Entry {
  const country = input.text('country');
  if (country === undefined)
    throw new UsageError('--country CC is the country of the organisation (ISO 3166-1)');
  const roles = listOf(input, 'role');
  const odd = roles.find((role) => !ORGANISATION_ROLES.includes(role as Role));
  if (odd !== undefined || roles.length === 0) {
    throw new UsageError(`--role takes ${ORGANISATION_ROLES.join(', ')}; give one or more`);
  }
  const now = Date.now();
  const validFrom = new Date(now).toISOString();
  const validUntil = new Date(now + YEARS_MS).toISOString();
  return {
    name: input.text('display-name') ?? mspId,
    countryCode: country,
    roles: roles as Role[],
    authorities: listOf(input, 'certifies').map((certificateType) => ({
      ...{ certificateType, country, validFrom, validUntil },
    })),
  };
}

function anchorsFrom(input: VerbInput): { host: string; port: number }[] {
  const anchors = listOf(input, 'anchor').map((text) => /^([^\s:/]+):(\d{1,5})$/.exec(text));
  if (anchors.length === 0 || anchors.includes(null)) {
    throw new UsageError(
      '--anchor HOST:PORT is a peer of yours that other members reach; give one or more',
    );
  }
  return anchors.map((found) => ({ host: found?.[1] ?? '', port: Number(found?.[2]) }));
}

function listOf(input: VerbInput, name: string): string[] {
  const value = input.options[name];
  return Array.isArray(value) ? value : [];
}
