/** `guanlian verify FILE --trust TRUSTLIST`: offline verification; nothing is sent anywhere. */
import type { Language, VerificationOutcome } from '../certification/index.js';
import {
  LANGUAGES,
  OUTCOME_SENTENCES,
  parseTrustList,
  TrustListInvalid,
  verifyCertificate,
} from '../certification/index.js';
import type { Execute, VerbInput } from './arguments.js';
import { UsageError } from './arguments.js';
import { answer, message } from './output.js';
import { readInput } from './read.js';

const EXIT: Readonly<Record<VerificationOutcome, number>> = {
  VALID: 0,
  INVALID: 1,
  CANNOT_CHECK: 2,
  NOT_YET_ANCHORED: 3,
};

export const execute: Execute = async (input) => {
  const trustFile = input.text('trust');
  if (trustFile === undefined)
    throw new UsageError('verify needs --trust TRUSTLIST (download one: guanlian trust)');
  const language = languageOf(input);
  const now = timeOf(input);
  const document = await readInput(input.argument(0));
  const listText = Buffer.from(await readInput(trustFile)).toString('utf8');
  const pin = input.text('pin');
  let trust;
  try {
    trust = parseTrustList(listText, pin === undefined ? {} : { pin });
  } catch (cause) {
    if (!(cause instanceof TrustListInvalid)) throw cause;
    answer(
      input,
      { outcome: 'CANNOT_CHECK', code: 'TRUST_LIST_INVALID', message: cause.message, checks: [] },
      [`CANNOT_CHECK  TRUST_LIST_INVALID`, cause.message],
    );
    return EXIT.CANNOT_CHECK;
  }
  trust.problems.forEach((problem) => message(`trust list: ${problem}`));
  if (pin === undefined)
    message(
      `The trust list is signed by key ${trust.signerKid} of ${trust.publisher}; compare it once, then use --pin.`,
    );
  const result = verifyCertificate(document, trust, { now });
  answer(input, { ...result, trustListKey: trust.signerKid }, [
    [...new Set([result.outcome, result.code])].join('  '),
    OUTCOME_SENTENCES[language][result.outcome],
    ...(result.number ? [`number  ${result.number}`] : []),
    ...(result.issuer ? [`issuer  ${result.issuer}`] : []),
    `as of   ${result.asOf}`,
    ...result.checks.map((check) => `  ${check.result.padEnd(11)} ${check.name}: ${check.message}`),
  ]);
  return EXIT[result.outcome];
};

/** An archived certificate is verified as of when its trust list was in force. */
function timeOf(input: VerbInput): number {
  const at = input.text('at');
  if (at === undefined) return Date.now();
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) ? Date.parse(at) : NaN;
  if (time <= Date.now()) return time;
  throw new UsageError('--at takes a past time in UTC, e.g. 2026-11-24T09:00:00Z');
}

function languageOf(input: VerbInput): Language {
  const wanted = input.text('lang') ?? 'en';
  const known = LANGUAGES.find((language) => language === wanted);
  if (known) return known;
  throw new UsageError(`--lang takes one of ${LANGUAGES.join(', ')}`);
}
