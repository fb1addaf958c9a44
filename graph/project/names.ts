/** Names of companies and people in one spelling, so that case, accents, punctuation and legal forms make no difference. */

const LEGAL_FORMS = new Set(
  (
    'ab ag aktiengesellschaft as asa bhd bv co company corp corporation cv eirl eood fze fzco gmbh inc incorporated ' +
    'jsc kg kk llc llp ltd ltda limited limitada mbh nv ooo oy oyj pao pjsc plc pte pty pvt private sa sarl sas sdn spa srl ' +
    'sp zoo zao'
  ).split(' '),
);
const CHINESE_FORMS = /(股份有限公司|有限责任公司|有限責任公司|有限公司|公司)$/u;
const TITLES = /^(MR|MRS|MS|MISS|MSTR|MASTER|DR|PROF)$/;

/** A company's name without legal form; empty when nothing but a legal form was given. */
export function companyName(name: string): string {
  const words = plain(name).toLowerCase().split(' ');
  while (words.length > 1 && LEGAL_FORMS.has(words.at(-1) ?? '')) words.pop();
  return words.join(' ').replace(CHINESE_FORMS, '').trim();
}

/** A part of a person's name as ICAO 9303 writes it: capitals without spaces, accents, hyphens. */
export function personName(name: string): string {
  return plain(name).toUpperCase().replaceAll(' ', '');
}

/** Given names with what PNRs glue to them (`JOHNMR`) taken off, unless nothing would be left. */
export function givenName(name: string): string {
  const spelled = plain(name).toUpperCase().split(' ');
  const kept =
    spelled.length > 1 && TITLES.test(spelled.at(-1) ?? '') ? spelled.slice(0, -1) : spelled;
  const joined = kept.join('');
  const untitled = joined.replace(/(MRS|MSTR|MISS|MR|MS)$/, '');
  return untitled.length >= 2 ? untitled : joined;
}

/** Text without accents and punctuation, words one space apart. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/['’.]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
