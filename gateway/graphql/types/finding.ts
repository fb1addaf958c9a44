/** Findings in the schema: what a reader of real, malformed messages noticed, and where. */
import type { Finding, SourcePosition } from '../../../chaincode/index.js';
import type { Builder, Ref } from '../builder.js';
import type { Words } from '../words.js';

/** Adds Finding and SourcePosition. */
export function defineFinding(builder: Builder, words: Words): Ref<Finding> {
  const position = builder.objectRef<SourcePosition>('SourcePosition').implement({
    description: 'A place in the raw message.',
    fields: (t) => ({
      offset: t.exposeInt('offset', { description: 'Byte offset, from 0.' }),
      segment: t.exposeInt('segment', { nullable: true, description: 'Segment number, from 0.' }),
      line: t.exposeInt('line', { nullable: true, description: 'Line number, from 1.' }),
    }),
  });
  return builder.objectRef<Finding>('Finding').implement({
    description: 'One observation about a message or record. It never rejects by itself.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Stable code of the rule.' }),
      severity: t.expose('severity', { type: words.Severity, description: 'How grave it is.' }),
      path: t.exposeString('path', {
        description: 'JSON Pointer into the record, or a segment path such as NAD[3]/C080.',
      }),
      message: t.exposeString('message', { description: 'What was noticed.' }),
      value: t.exposeString('value', { nullable: true, description: 'The value as it was found.' }),
      repair: t.exposeString('repair', {
        nullable: true,
        description: 'What the sender should change.',
      }),
      at: t.expose('at', { type: position, nullable: true, description: 'Where it was seen.' }),
    }),
  });
}
