/**
 * The `Signer` whose key never leaves a PKCS#11 token (HSM, smart card, SoftHSM): ES256, low-s like every other signer.
 * Sessions are kept and shared; when the token goes away they are made anew at the next signature.
 */
import { createHash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { jwkThumbprint } from '../../chaincode/index.js';
import { PlatformFault } from '../fault.js';
import type { PublicKey, Signer } from '../signer.js';
import { lowS } from './file-signer.js';
import type { Cryptoki, Handle, TokenChoice } from './pkcs11-library.js';
import {
  closeQuietly,
  codeOf,
  findPrivateKey,
  findPublicKey,
  findToken,
  loadCryptoki,
  openLibrary,
  openSession,
  reasonOf,
  restartLibrary,
  signIn,
} from './pkcs11-library.js';

export interface Pkcs11Options {
  /** Path of the device's PKCS#11 module. */
  readonly library: string;
  readonly token: TokenChoice;
  /** Label of the key pair. */
  readonly keyLabel: string;
  /** Where the PIN comes from; asked at each sign-in and not kept. */
  readonly pin: () => Promise<string>;
  /** The public half, for tokens that keep the private one only; else it is read from the token. */
  readonly publicKey?: KeyObject;
  /** How many signatures may be under way at once; 4 when absent. */
  readonly sessions?: number;
}

export interface Pkcs11Signer extends Signer, AsyncDisposable {}

const CKM_ECDSA = 0x1041;
const SIGNATURE_BYTES = 64;
const SESSIONS = 4;
const PROBE = Buffer.from('guanlian: does the private key fit the public one?');

/**
 * Opens the token and proves that the key signs. Throws PlatformFault PKCS11_NOT_COMPILED, PKCS11_LIBRARY, PKCS11_TOKEN,
 * PKCS11_PIN, PKCS11_KEY; later signatures throw PKCS11_UNAVAILABLE while the token is away, and work again after.
 */
export async function pkcs11Signer(options: Pkcs11Options): Promise<Pkcs11Signer> {
  const cryptoki = openLibrary(await loadCryptoki(), options.library);
  const token = new TokenKey(cryptoki, options);
  try {
    const publicKey = options.publicKey ?? (await token.publicKey());
    const probe = lowS(await token.sign(PROBE));
    if (!verify('sha256', PROBE, { key: publicKey, dsaEncoding: 'ieee-p1363' }, probe)) {
      throw keyFault(options, 'does not belong to the public key of the certificate');
    }
    return {
      key: published(publicKey),
      sign: async (bytes) => lowS(await token.sign(bytes)),
      [Symbol.asyncDispose]: () => token.close(),
    };
  } catch (cause) {
    await token.close();
    throw cause;
  }
}

function published(publicKey: KeyObject): PublicKey {
  const jwk = publicKey.export({ format: 'jwk' });
  return { kid: jwkThumbprint(jwk), alg: 'ES256', jwk };
}

/** Signed-in sessions to one key; each makes one signature at a time. */
interface Connection {
  readonly key: Handle;
  readonly sessions: readonly Handle[];
  /** When the signature under way on each session has ended. */
  readonly ends: Promise<unknown>[];
}

class TokenKey {
  readonly #cryptoki: Cryptoki;
  readonly #options: Pkcs11Options;
  #connection: Promise<Connection> | undefined;
  /** A refused PIN is never sent twice: tokens lock themselves after a few. */
  #refused: PlatformFault | undefined;
  #turn = 0;
  #isClosed = false;

  constructor(cryptoki: Cryptoki, options: Pkcs11Options) {
    this.#cryptoki = cryptoki;
    this.#options = options;
  }

  async publicKey(): Promise<KeyObject> {
    const { sessions } = await this.#connected();
    const found = findPublicKey(this.#cryptoki, sessions[0]!, this.#options.keyLabel);
    if (found) return found;
    throw keyFault(this.#options, 'has no public half on the token; give its certificate');
  }

  /** r‖s as the token makes it. */
  async sign(bytes: Uint8Array): Promise<Buffer> {
    const digest = createHash('sha256').update(bytes).digest();
    const first = this.#connected();
    try {
      return await this.#signWith(await first, digest);
    } catch (cause) {
      if (codeOf(cause) === undefined) throw cause;
    }
    try {
      return await this.#signWith(await this.#renewed(first), digest);
    } catch (cause) {
      throw codeOf(cause) === undefined ? cause : unavailable(cause);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#connection) await this.#giveUp(this.#connection);
  }

  #signWith(connection: Connection, digest: Buffer): Promise<Buffer> {
    const { key, sessions, ends } = connection;
    const lane = this.#turn++ % sessions.length;
    const session = sessions[lane]!;
    const made = ends[lane]!.then(() => {
      this.#cryptoki.C_SignInit(session, { mechanism: CKM_ECDSA }, key);
      return this.#cryptoki.C_SignAsync(session, digest, Buffer.alloc(SIGNATURE_BYTES));
    });
    ends[lane] = made.catch(() => undefined);
    return made;
  }

  #connected(): Promise<Connection> {
    if (this.#refused) return Promise.reject(this.#refused);
    if (this.#isClosed) return Promise.reject(new Error('the signer is closed'));
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  /** New sessions in place of those that failed: made once, however many signatures failed with them. */
  #renewed(failed: Promise<Connection>): Promise<Connection> {
    if (this.#connection === failed) {
      this.#connection = this.#giveUp(failed).then(() => this.#connect());
    }
    return this.#connected();
  }

  /** A token that was taken out and put back is seen only by a library that is started anew. */
  async #connect(): Promise<Connection> {
    try {
      return await this.#open().catch((cause: unknown) => {
        if (!isPassing(cause)) throw cause;
        restartLibrary(this.#cryptoki);
        return this.#open();
      });
    } catch (cause) {
      this.#connection = undefined;
      if (cause instanceof PlatformFault && cause.code === 'PKCS11_PIN') this.#refused = cause;
      throw codeOf(cause) === undefined ? cause : unavailable(cause);
    }
  }

  async #open(): Promise<Connection> {
    const { token, pin, keyLabel, sessions: count = SESSIONS } = this.#options;
    const cryptoki = this.#cryptoki;
    const slot = findToken(cryptoki, token);
    const sessions = [openSession(cryptoki, slot)];
    try {
      await signIn(cryptoki, { slot, session: sessions[0]! }, pin);
      const key = findPrivateKey(cryptoki, sessions[0]!, keyLabel);
      while (sessions.length < count) sessions.push(openSession(cryptoki, slot));
      return { key, sessions, ends: sessions.map(() => Promise.resolve()) };
    } catch (cause) {
      for (const session of sessions) closeQuietly(cryptoki, session);
      throw cause;
    }
  }

  /** Closes sessions once the signatures under way on them have ended, well or not. */
  async #giveUp(connection: Promise<Connection>): Promise<void> {
    const { sessions, ends } = await connection;
    await Promise.all(ends);
    for (const session of sessions) closeQuietly(this.#cryptoki, session);
  }
}

/** What a restart of the library may cure: everything the library says, and a token that it does not see. */
function isPassing(cause: unknown): boolean {
  if (cause instanceof PlatformFault) return cause.code === 'PKCS11_TOKEN';
  return codeOf(cause) !== undefined;
}

function keyFault({ keyLabel }: Pkcs11Options, what: string): PlatformFault {
  return new PlatformFault('PKCS11_KEY', `the key labelled "${keyLabel}" ${what}`);
}

function unavailable(cause: unknown): PlatformFault {
  return new PlatformFault(
    'PKCS11_UNAVAILABLE',
    `the token does not sign (${reasonOf(cause)}): check that the device is connected and running; the next signature tries again`,
    cause,
  );
}
