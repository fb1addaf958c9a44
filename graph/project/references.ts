/** Numbers of trade and transport in one spelling: air waybills, bills of lading, containers, HS codes, MRNs, flights. */

/** Capitals and digits only: `999-1234 5675` and `99912345675` are one number. */
export function compact(reference: string): string {
  return reference.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Consignments by their transport document; house numbers too short to be unique are read under their master. */
export function consignmentKey(id: string, masterId?: string): string {
  const own = compact(id);
  const master = masterId === undefined ? '' : compact(masterId);
  return own.length >= 8 || master === '' || master === own ? own : `${master}/${own}`;
}

/** The HS heading and subheading that all countries share: six digits; undefined when there are fewer. */
export function hs6(code: string): string | undefined {
  const digits = code.replace(/\D/g, '');
  return digits.length >= 6 ? digits.slice(0, 6) : undefined;
}

/** Carrier designator (IATA: two signs, one a letter; ICAO: three letters) and number: `CA0937` and `CA 937` are one. */
export function flightDesignator(number: string, carrier?: string): string | undefined {
  const joined = compact(number);
  const parts = /^([A-Z][A-Z0-9]|[0-9][A-Z]|[A-Z]{3})?0*(\d{1,4}[A-Z]?)$/.exec(joined);
  const digits = parts?.[2];
  const designator = parts?.[1] ?? (carrier === undefined ? undefined : compact(carrier));
  return digits === undefined || designator === undefined ? undefined : `${designator}${digits}`;
}

/** The calendar day of an ISO 8601 time as written, without moving it to another zone. */
export function dayOf(time: string | undefined): string | undefined {
  return time === undefined ? undefined : /^\d{4}-\d{2}-\d{2}/.exec(time)?.[0];
}

/** The country of a UN/LOCODE (`CNSHA` → `CN`); undefined for airport and local codes. */
export function locodeCountry(code: string | undefined): string | undefined {
  return code !== undefined && /^[A-Z]{2}[A-Z2-9]{3}$/.test(code) ? code.slice(0, 2) : undefined;
}
