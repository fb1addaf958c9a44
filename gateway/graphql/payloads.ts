/** Refusals as data: every operation that can be refused answers `XSuccess | Refusal`, never an error. */
import type { UserOutcome, UserRefusal } from '../application.js';
import type { Builder, Ref, Union } from './builder.js';

type Refused = Extract<UserOutcome<unknown>, { ok: false }>;
interface Accepted<T> {
  readonly ok: true;
  readonly value: T;
}

/** The shared refusal type; `details` lets other types show a plain refusal. */
export function defineRefusal(builder: Builder): Ref<Refused> {
  return builder.objectRef<Refused>('Refusal').implement({
    description: 'An expected refusal: what was refused, by which rule, and what to do next.',
    fields: (t) => ({
      code: t.string({
        description: 'Stable code of the rule, e.g. AGREEMENT_MISSING.',
        resolve: ({ refusal }) => refusal.code,
      }),
      message: t.string({
        description: 'What was refused, in plain words.',
        resolve: ({ refusal }) => refusal.message,
      }),
      next: t.string({
        description: 'What to do next.',
        resolve: ({ refusal }) => refusal.next,
      }),
    }),
  });
}

export interface PayloadOptions<T> {
  /** `ShareRecord` gives `ShareRecordPayload` and `ShareRecordSuccess`. */
  readonly name: string;
  /** What the success is, e.g. "The release that was queued." */
  readonly description: string;
  /** The field of the success type and its type. */
  readonly field: string;
  readonly type: Ref<T>;
}

/** Adds the success type and the union; resolvers return the application's outcome as it is. */
export function definePayload<T>(
  builder: Builder,
  refusal: Ref<Refused>,
  options: PayloadOptions<T>,
): Union<UserOutcome<T>> {
  const { name, description, field } = options;
  const type: Ref<unknown> = options.type;
  const success = builder.objectRef<Accepted<T>>(`${name}Success`);
  builder.objectType(success, {
    description: `The answer when ${camel(name)} is not refused.`,
    fields: (t) => ({
      [field]: t.field({
        description,
        type: type,
        resolve: (outcome) => outcome.value,
      }),
    }),
  });
  const union = builder.unionType(`${name}Payload`, {
    description: `What ${camel(name)} answers: the result, or why it was refused.`,
    types: [success, refusal],
    resolveType: (outcome) => ((outcome as UserOutcome<T>).ok ? success : refusal),
  });
  return union;
}

/** A refusal inside another type, e.g. of a failed delivery. */
export function asRefused(refusal: UserRefusal): Refused {
  return { ok: false, refusal };
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
