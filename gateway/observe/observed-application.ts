/** A node's abilities with their business events: each answer of the application is told to `events`, once. */
import type { Caller, NodeApplication, UserOutcome } from '../application.js';
import type { NodeEvents } from './events.js';

type Methods = {
  [
    M in keyof NodeApplication as NodeApplication[M] extends (...args: never[]) => Promise<unknown>
      ? M
      : never
  ]: NodeApplication[M];
};

type Observers = {
  [M in keyof Methods]?: (
    answer: Awaited<ReturnType<Methods[M]>>,
    ...args: Parameters<Methods[M]>
  ) => void;
};

/** Wraps the application; answers and faults pass unchanged. */
export function observedApplication(
  application: NodeApplication,
  events: NodeEvents,
): NodeApplication {
  const observers = observersOf(events) as Partial<
    Record<PropertyKey, (...args: unknown[]) => void>
  >;
  return new Proxy(application, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      const method = member.bind(target) as (...args: unknown[]) => unknown;
      const observer = observers[property];
      if (!observer) return method;
      return async (...args: unknown[]) => {
        const answer = await method(...args);
        observer(answer, ...args);
        return answer;
      };
    },
  });
}

function observersOf(events: NodeEvents): Observers {
  const outcome = <T>(
    action: string,
    caller: Caller,
    answer: UserOutcome<T>,
    tell: (value: T) => void,
  ): void => {
    if (answer.ok) tell(answer.value);
    else events.refused(caller, { action, code: answer.refusal.code });
  };
  return {
    ingest: (answer, caller) =>
      outcome('ingest', caller, answer, ({ format, records, findings }) =>
        events.messageIngested(caller, {
          format,
          records: records.length,
          findings: findings.length,
        }),
      ),
    share: (answer, caller) =>
      outcome('share', caller, answer, ({ recordId, recipient, state }) =>
        events.releaseQueued(caller, { recordId, recipient, state }),
      ),
    purge: (answer, caller) =>
      outcome('purge', caller, answer, ({ id }) => events.recordPurged(caller, { recordId: id })),
    raw: (answer, caller, recordId) =>
      outcome('raw', caller, answer, () => events.rawRead(caller, { recordId })),
    verify: ({ outcome: result, code }) => events.documentVerified({ outcome: result, code }),
    ...agreementObservers(events, outcome),
    ...certificateObservers(events, outcome),
    ...graphObservers(events, outcome),
  };
}

type Tell = <T>(
  action: string,
  caller: Caller,
  answer: UserOutcome<T>,
  tell: (value: T) => void,
) => void;

function agreementObservers(events: NodeEvents, outcome: Tell): Observers {
  const changed =
    (action: string): NonNullable<Observers['acceptAgreement']> =>
    (answer, caller) =>
      outcome(action, caller, answer, ({ agreement }) =>
        events.agreementChanged(caller, { agreementId: agreement.id, status: agreement.status }),
      );
  return {
    proposeAgreement: (answer, caller) =>
      outcome('proposeAgreement', caller, answer, ({ agreement }) =>
        events.agreementChanged(caller, { agreementId: agreement.id, status: agreement.status }),
      ),
    acceptAgreement: changed('acceptAgreement'),
    terminateAgreement: changed('terminateAgreement'),
  };
}

function certificateObservers(events: NodeEvents, outcome: Tell): Observers {
  const tell = (caller: Caller) => (certificate: { id: string; state: string }) =>
    events.certificateChanged(caller, { certificateId: certificate.id, state: certificate.state });
  return {
    applyForCertificate: (answer, caller) =>
      outcome('applyForCertificate', caller, answer, tell(caller)),
    decideCertificate: (answer, caller) =>
      outcome('decideCertificate', caller, answer, tell(caller)),
    setCertificateStatus: (answer, caller) =>
      outcome('setCertificateStatus', caller, answer, tell(caller)),
  };
}

function graphObservers(events: NodeEvents, outcome: Tell): Observers {
  return {
    scores: (answer, caller) => outcome('scores', caller, answer, () => undefined),
    rebuildGraph: (answer, caller) =>
      outcome('rebuildGraph', caller, answer, ({ records }) =>
        events.graphRebuilt(caller, { records }),
      ),
    compactGraph: (answer, caller) =>
      outcome('compactGraph', caller, answer, ({ bytesBefore, bytesAfter }) =>
        events.graphCompacted(caller, { bytesBefore, bytesAfter }),
      ),
    verifyGraph: (answer, caller) =>
      outcome('verifyGraph', caller, answer, ({ equal, wrongHeads }) =>
        events.graphVerified(caller, { equal, wrongHeads }),
      ),
  };
}
