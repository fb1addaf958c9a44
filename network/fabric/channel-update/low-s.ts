/** Fabric takes only the lower of the two values of S that an ECDSA signature may have (BCCSP). */

/** Half of the order of the P-256 group (FIPS 186-5). */
const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n >> 1n;

/** Whether the S of a DER signature on P-256 is in the lower half. The signature was verified, so it is well formed. */
export function isLowS(der: Uint8Array): boolean {
  const rLength = der[3] ?? 0;
  const sAt = 4 + rLength + 2;
  const s = Buffer.from(der.subarray(sAt)).toString('hex') || '0';
  return BigInt(`0x${s}`) <= HALF_ORDER;
}
