/** A reservation while it is being read: travellers, contacts and addresses that several segment groups add to. */
import type { Address, Bag, Contact, TravelDocument, Traveller } from '../../../chaincode/index.js';
import type { Draft } from '../present.js';
import type { MessageMapping } from './mapping.js';

export type TravellerDraft = Omit<Draft<Traveller>, 'documents' | 'bags'> & {
  readonly documents: TravelDocument[];
  readonly bags: Bag[];
};

/** So many travellers of one surname are compared by given name; more come only from hostile files. */
const MOST_NAMESAKES = 500;

export class BookingDraft {
  readonly mapping: MessageMapping;
  readonly travellers: TravellerDraft[] = [];
  readonly contacts: Contact[] = [];
  readonly addresses: Address[] = [];
  /** Sender's number of each traveller within the booking (TIF, third component). */
  readonly numbers = new Map<string, number>();
  readonly #bySurname = new Map<string, number[]>();
  readonly #bags = new Set<string>();

  constructor(mapping: MessageMapping) {
    this.mapping = mapping;
  }

  addTraveller(traveller: TravellerDraft): void {
    const surname = traveller.name.surname.toUpperCase();
    const namesakes = this.#bySurname.get(surname) ?? [];
    if (namesakes.length < MOST_NAMESAKES) namesakes.push(this.travellers.length);
    this.#bySurname.set(surname, namesakes);
    this.travellers.push(traveller);
  }

  /** The traveller of a name: surname exactly, given name as far as both are written. */
  indexOf(surname: string, given: string | undefined): number | undefined {
    const namesakes = this.#bySurname.get(surname.toUpperCase()) ?? [];
    const match = namesakes.find((i) => isSameGiven(this.travellers[i]?.name.given, given));
    return match ?? (namesakes.length === 1 && given === undefined ? namesakes[0] : undefined);
  }

  /** Whether the traveller has no such bag yet; each flight of a booking repeats them. */
  isNewBag(pointer: string, bag: Bag): boolean {
    const key = `${pointer} ${JSON.stringify(bag)}`;
    const isNew = !this.#bags.has(key);
    this.#bags.add(key);
    return isNew;
  }

  pointer(index: number): string {
    return `/travellers/${index}`;
  }
}

/** `JOHN` and `JOHNALVA`, `JOHN MR` and `JOHN`: one is the beginning of the other. */
function isSameGiven(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [left, right] = [letters(a), letters(b)];
  return left.startsWith(right) || right.startsWith(left);
}

function letters(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}]/gu, '');
}
