/** A reservation while it is being read: travellers, contacts and addresses that several segment groups add to. */
import type { Address, Bag, Contact, TravelDocument, Traveller } from '../../../chaincode/index.js';
import type { Draft } from '../present.js';
import type { MessageMapping } from './mapping.js';

export type TravellerDraft = Omit<Draft<Traveller>, 'documents' | 'bags'> & {
  readonly documents: TravelDocument[];
  readonly bags: Bag[];
};

export class BookingDraft {
  readonly mapping: MessageMapping;
  readonly travellers: TravellerDraft[] = [];
  readonly contacts: Contact[] = [];
  readonly addresses: Address[] = [];
  /** Sender's number of each traveller within the booking (TIF, third component). */
  readonly numbers = new Map<string, number>();

  constructor(mapping: MessageMapping) {
    this.mapping = mapping;
  }

  /** The traveller of a name: surname exactly, given name as far as both are written. */
  indexOf(surname: string, given: string | undefined): number | undefined {
    const wanted = surname.toUpperCase();
    const same = [...this.travellers.entries()].filter(
      ([, { name }]) => name.surname.toUpperCase() === wanted,
    );
    const match = same.find(([, { name }]) => isSameGiven(name.given, given));
    return (match ?? (same.length === 1 && given === undefined ? same[0] : undefined))?.[0];
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
