/** ECDSA signatures in the form that Fabric takes: ASN.1 DER of r and s (RFC 3279), made from the 64 bytes r‖s. */

const HALF = 32;
const INTEGER = 0x02;
const SEQUENCE = 0x30;

/** The 64-byte signature as DER; `s` stays as it is, so a low one stays low. */
export function derSignature(signature: Uint8Array): Buffer {
  if (signature.length !== 2 * HALF) throw new RangeError('an ES256 signature has 64 bytes');
  const body = Buffer.concat([
    derInteger(signature.subarray(0, HALF)),
    derInteger(signature.subarray(HALF)),
  ]);
  return Buffer.concat([Buffer.of(SEQUENCE, body.length), body]);
}

/** Without leading zeros, but with one where the first bit would read as a sign. */
function derInteger(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = bytes.subarray(start);
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return Buffer.concat([Buffer.of(INTEGER, sign.length + digits.length, ...sign), digits]);
}
