/** Made-up names of companies and people in four scripts, so that search over scripts has something to find. */
import type { Dice } from './dice.js';

const FIRST =
  'Amber Baltic Cedar Delta Ember Falcon Granite Harbour Indigo Juniper Kestrel Lotus Meridian Nordic Onyx Pearl'.split(
    ' ',
  );
const SECOND =
  'Orchard Textile Steel Marine Agro Optics Timber Ceramics Pharma Motor Grain Electric Leather Paper Fruit Tool'.split(
    ' ',
  );
const FORM = ['Ltd', 'GmbH', 'SA', 'BV', 'JSC', 'Pte Ltd'];
const CHINESE = ['东方', '长江', '金桥', '海达', '华泰', '明远'];
const CHINESE_TRADE = ['贸易', '物流', '纺织', '电子'];
const CYRILLIC = ['Северный', 'Балтика', 'Восток', 'Гранит'];
const CYRILLIC_TRADE = ['Экспорт', 'Лес', 'Сталь', 'Зерно'];
const ARABIC = ['النور', 'الخليج', 'الواحة', 'الميناء'];
const ARABIC_TRADE = ['للتجارة', 'للشحن', 'للمنسوجات'];
const GIVEN =
  'Ada Bela Cem Dara Emil Fadi Gita Hana Igor Jana Kofi Lina Marek Nuru Olga Pavel Qiu Rosa Sami Tova'.split(
    ' ',
  );
const SYLLABLES = 'ba do ka li mu na po re sa ti vo za shi len tor mar'.split(' ');

/** A company's name; the number at its end makes it one of a kind. */
export function companyNameOf(dice: Dice, number: number): string {
  const pick = (question: number, words: readonly string[]): string =>
    words[dice.below(question, words.length)] ?? '';
  const script = dice.below(900, 10);
  if (script === 0) return `${pick(901, CHINESE)}${pick(902, CHINESE_TRADE)}${number}有限公司`;
  if (script === 1) return `${pick(901, CYRILLIC)} ${pick(902, CYRILLIC_TRADE)} ${number}`;
  if (script === 2) return `${pick(901, ARABIC)} ${pick(902, ARABIC_TRADE)} ${number}`;
  return `${pick(901, FIRST)} ${pick(902, SECOND)} ${number} ${pick(903, FORM)}`;
}

/** A person's name, surname first. */
export function personNameOf(dice: Dice): string {
  const syllable = (question: number): string =>
    SYLLABLES[dice.below(question, SYLLABLES.length)] ?? '';
  const surname = syllable(911) + syllable(912) + syllable(913) + syllable(914);
  const given = GIVEN[dice.below(915, GIVEN.length)] ?? '';
  return `${surname.charAt(0).toUpperCase()}${surname.slice(1)}, ${given}`;
}
