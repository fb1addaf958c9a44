/**
 * A PKCS#11 library (OASIS PKCS #11 2.40) through the optional package pkcs11js, as far as signing needs it:
 * loading, finding the token, signing in, finding a P-256 key. PINs and key material are in no message.
 */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { PlatformFault } from '../fault.js';

/** Handles are opaque numbers in the machine's own form. */
export type Handle = Buffer;

interface Attribute {
  readonly type: number;
  readonly value?: Buffer | number | string;
}

/** What is used of pkcs11js; declared here because the package may be absent when this is compiled. */
export interface Cryptoki {
  load(library: string): void;
  C_Initialize(options: { flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string; readonly flags: number };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, user: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(
    session: Handle,
    object: Handle,
    template: readonly Attribute[],
  ): { readonly type: number; readonly value: Buffer }[];
  C_SignInit(session: Handle, mechanism: { mechanism: number }, key: Handle): void;
  C_SignAsync(session: Handle, input: Buffer, output: Buffer): Promise<Buffer>;
}

/** Which token: by the label it was initialised with, or by the number of its slot. */
export type TokenChoice = { readonly label: string } | { readonly slot: number };

/** Numbers of the standard's header file. */
const CKF_OS_LOCKING_OK = 0x2;
const CKF_SERIAL_SESSION = 0x4;
const CKF_USER_PIN_FINAL_TRY = 0x20000;
const CKU_USER = 1;
const CKO_PUBLIC_KEY = 2;
const CKO_PRIVATE_KEY = 3;
const CKA_CLASS = 0x0;
const CKA_LABEL = 0x3;
const CKA_EC_PARAMS = 0x180;
const CKA_EC_POINT = 0x181;
const CKR_USER_ALREADY_LOGGED_IN = 0x100;
const CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;
const CKR_CRYPTOKI_NOT_INITIALIZED = 0x190;
const PIN_REFUSALS = new Set([0xa0, 0xa1, 0xa2, 0xa3, 0xa4]);

const PACKAGE = 'pkcs11js';
/** DER of the curve's object identifier, and what stands before a P-256 public key in SubjectPublicKeyInfo. */
const P256 = '06082a8648ce3d030107';
const SPKI_HEAD = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
const POINT_BYTES = 65;

/** Loads pkcs11js; throws PlatformFault PKCS11_NOT_COMPILED. `load` is another way to the package. */
export async function loadCryptoki(
  load: () => Promise<unknown> = () => import(PACKAGE),
): Promise<new () => Cryptoki> {
  try {
    const loaded = (await load()) as { default?: { PKCS11?: new () => Cryptoki } };
    if (loaded.default?.PKCS11) return loaded.default.PKCS11;
  } catch (cause) {
    throw notCompiled(cause);
  }
  throw notCompiled();
}

/** Loads and initialises the device's library; throws PlatformFault PKCS11_LIBRARY. */
export function openLibrary(module: new () => Cryptoki, library: string): Cryptoki {
  try {
    const cryptoki = new module();
    cryptoki.load(library);
    initialise(cryptoki);
    return cryptoki;
  } catch (cause) {
    throw new PlatformFault(
      'PKCS11_LIBRARY',
      `the PKCS#11 library ${library} cannot be used (${reasonOf(cause)}); name the module of the device's maker, a .so, .dylib or .dll file`,
      cause,
    );
  }
}

/** Starts the library anew: tokens that came back are seen only then. Ends all sessions of this process. */
export function restartLibrary(cryptoki: Cryptoki): void {
  try {
    cryptoki.C_Finalize();
  } catch (cause) {
    if (codeOf(cause) !== CKR_CRYPTOKI_NOT_INITIALIZED) throw cause;
  }
  initialise(cryptoki);
}

function initialise(cryptoki: Cryptoki): void {
  try {
    cryptoki.C_Initialize({ flags: CKF_OS_LOCKING_OK });
  } catch (cause) {
    // Once per process, whoever did it.
    if (codeOf(cause) !== CKR_CRYPTOKI_ALREADY_INITIALIZED) throw cause;
  }
}

/** The slot of the token; throws PlatformFault PKCS11_TOKEN. */
export function findToken(cryptoki: Cryptoki, choice: TokenChoice): Handle {
  const slots = cryptoki.C_GetSlotList(true);
  const labels = slots.map((slot) => labelOf(cryptoki, slot));
  const found = slots.filter((slot, i) =>
    'slot' in choice ? slotNumber(slot) === choice.slot : labels[i] === choice.label,
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const wanted = 'slot' in choice ? `in slot ${choice.slot}` : `labelled "${choice.label}"`;
  const present = slots.map((slot, i) => `"${labels[i]}" in slot ${slotNumber(slot)}`).join(', ');
  throw new PlatformFault(
    'PKCS11_TOKEN',
    `${found.length === 0 ? 'no token' : 'more than one token'} ${wanted}; there is ${present || 'none at all: is the device connected?'}`,
  );
}

/** Opens a session; objects are seen as whoever is signed in to the token sees them. */
export function openSession(cryptoki: Cryptoki, slot: Handle): Handle {
  return cryptoki.C_OpenSession(slot, CKF_SERIAL_SESSION);
}

/** Signs in to the token, for all sessions of this process. Throws PlatformFault PKCS11_PIN. */
export async function signIn(
  cryptoki: Cryptoki,
  { slot, session }: { readonly slot: Handle; readonly session: Handle },
  pin: () => Promise<string>,
): Promise<void> {
  const { label, flags } = cryptoki.C_GetTokenInfo(slot);
  if ((flags & CKF_USER_PIN_FINAL_TRY) !== 0) {
    const advice = 'sign in once with its own tool, so that a wrong PIN here cannot lock it';
    throw pinFault(`token "${label.trimEnd()}" has one PIN attempt left; ${advice}`);
  }
  const text = await pin();
  try {
    cryptoki.C_Login(session, CKU_USER, text);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === CKR_USER_ALREADY_LOGGED_IN) return;
    if (code === undefined || !PIN_REFUSALS.has(code)) throw cause;
    throw pinFault(
      `the token refused the PIN (${reasonOf(cause)}); it is not tried again until the node is started with the right one`,
      cause,
    );
  }
}

/** The private key of the label; throws PlatformFault PKCS11_KEY when there is none or more than one. */
export function findPrivateKey(cryptoki: Cryptoki, session: Handle, label: string): Handle {
  const keys = find(cryptoki, session, CKO_PRIVATE_KEY, label);
  const [only] = keys;
  if (only && keys.length === 1) return only;
  const advice = 'correct keyLabel, or make an EC P-256 key pair of that label';
  const count = keys.length === 0 ? 'no private key' : 'more than one private key';
  throw new PlatformFault('PKCS11_KEY', `${count} labelled "${label}" is on the token; ${advice}`);
}

/** The public key of the label, if the token keeps one; throws PlatformFault PKCS11_KEY when it is no P-256 key. */
export function findPublicKey(
  cryptoki: Cryptoki,
  session: Handle,
  label: string,
): KeyObject | undefined {
  const [object] = find(cryptoki, session, CKO_PUBLIC_KEY, label);
  if (!object) return undefined;
  const wanted = [{ type: CKA_EC_PARAMS }, { type: CKA_EC_POINT }];
  const [params, point] = cryptoki.C_GetAttributeValue(session, object, wanted);
  // Most tokens wrap the point in an OCTET STRING as the standard says, some do not.
  const bytes = point?.value.subarray(-POINT_BYTES);
  if (params?.value.toString('hex') !== P256 || bytes?.length !== POINT_BYTES) {
    throw new PlatformFault('PKCS11_KEY', `the key labelled "${label}" is no EC P-256 key`);
  }
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), format: 'der', type: 'spki' });
}

/** Closes a session that may be gone already. */
export function closeQuietly(cryptoki: Cryptoki, session: Handle): void {
  try {
    cryptoki.C_CloseSession(session);
  } catch (cause) {
    // Whatever the library says of it, the session is of no use any more.
    if (codeOf(cause) === undefined) throw cause;
  }
}

/** The standard's return value (CKR_…) of an error of the library; undefined for any other error. */
export function codeOf(cause: unknown): number | undefined {
  const { message, code } = cause as { message?: unknown; code?: unknown };
  const isReturnValue = typeof message === 'string' && message.startsWith('CKR_');
  return isReturnValue && typeof code === 'number' ? code : undefined;
}

/** Why, in the library's or the loader's words. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function find(cryptoki: Cryptoki, session: Handle, type: number, label: string): Handle[] {
  const template = [
    { type: CKA_CLASS, value: type },
    { type: CKA_LABEL, value: label },
  ];
  cryptoki.C_FindObjectsInit(session, template);
  try {
    return cryptoki.C_FindObjects(session, 2);
  } finally {
    cryptoki.C_FindObjectsFinal(session);
  }
}

/** A token that is being taken away while it is asked has no label. */
function labelOf(cryptoki: Cryptoki, slot: Handle): string {
  try {
    return cryptoki.C_GetTokenInfo(slot).label.trimEnd();
  } catch (cause) {
    if (codeOf(cause) === undefined) throw cause;
    return '';
  }
}

function slotNumber(slot: Handle): number {
  return slot.readUIntLE(0, Math.min(slot.length, 6));
}

function pinFault(message: string, cause?: unknown): PlatformFault {
  return new PlatformFault('PKCS11_PIN', message, cause);
}

function notCompiled(cause?: unknown): PlatformFault {
  return new PlatformFault(
    'PKCS11_NOT_COMPILED',
    `keys in a PKCS#11 token need the optional package ${PACKAGE}, which is not compiled here: run "npm rebuild ${PACKAGE} --dangerously-allow-all-scripts" (it compiles this one package; needs a C++ compiler and Python)`,
    cause,
  );
}
