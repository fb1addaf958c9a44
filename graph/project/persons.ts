/**
 * Travellers as persons. The same name and full birth date is the same person; without a birth date the travel document
 * decides; a bare name only means somebody on this record. Neither birth date nor full document number enters the graph.
 */
import type { EntityRef } from '../store.js';
import { stateAttributes } from './attributes.js';
import type { Gathering } from './gathering.js';
import { givenName, personName } from './names.js';
import type { PartialObject } from './partial.js';
import { objectOf, objectsOf, present, textOf } from './partial.js';
import { compact } from './references.js';

interface NumberedDocument {
  readonly type: string;
  readonly number: string;
  readonly issuer: string;
}

/** States a traveller with documents, address and contact; undefined when nothing released tells who it is. */
export function person(into: Gathering, traveller: PartialObject): EntityRef | undefined {
  const documents = numberedDocuments(traveller);
  const name = objectOf(traveller['name']);
  const key = personKey(into, traveller, documents);
  if (key === undefined) return undefined;
  const ref = into.node(
    'Person',
    key,
    present({ name: displayName(name), nationality: textOf(traveller['nationality']) }),
  );
  for (const document of documents)
    into.relate(ref, 'USED_DOCUMENT', travelDocument(into, document));
  stateAttributes(into, ref, traveller);
  return ref;
}

function personKey(
  into: Gathering,
  traveller: PartialObject,
  documents: readonly NumberedDocument[],
): string | undefined {
  const name = objectOf(traveller['name']);
  const surname = personName(textOf(name['surname']) ?? '');
  const given = givenName(`${textOf(name['given']) ?? ''} ${textOf(name['middle']) ?? ''}`);
  const born = textOf(traveller['birthDate']);
  const spelled = [surname, given] as const;
  if (surname !== '' && given !== '' && born !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(born))
    return into.keys('person', ...spelled, born);
  const [document] = documents;
  if (document) return into.keys('person-document', document.issuer, document.number);
  if (surname === '') return undefined;
  return into.keys('person-of-record', into.provenance.recordId, ...spelled);
}

function numberedDocuments(traveller: PartialObject): readonly NumberedDocument[] {
  return objectsOf(traveller['documents']).flatMap((document) => {
    const number = compact(textOf(document['number']) ?? '');
    if (number === '') return [];
    const issuer = compact(textOf(document['issuer']) ?? '');
    return [{ number, issuer, type: textOf(document['type']) ?? 'other' }];
  });
}

function travelDocument(into: Gathering, document: NumberedDocument): EntityRef {
  const { type, number, issuer } = document;
  const name = [type, issuer, `…${number.slice(-3)}`].filter((part) => part !== '').join(' ');
  return into.node('Document', into.keys('travel-document', issuer, number), {
    name,
    documentType: type,
    ...present({ issuer: issuer === '' ? undefined : issuer }),
  });
}

function displayName(name: PartialObject): string | undefined {
  const given = [textOf(name['given']), textOf(name['middle'])].filter(Boolean).join(' ');
  const parts = [textOf(name['surname']), given === '' ? undefined : given].filter(Boolean);
  return parts.length === 0 ? undefined : parts.join(', ');
}
