/**
 * Health and readiness. Healthy: the process runs and answers, so restarting it would not help. Ready: it can do
 * its work now (ledger reachable, stores open, graph caught up, not stopping), so requests may be sent to it.
 */

export interface ReadinessCheck {
  /** What was checked, e.g. `ledger`. */
  readonly name: string;
  readonly ready: boolean;
  /** The state in one sentence. */
  readonly message: string;
}

/** Runs the node's readiness checks; throwing counts as not ready. */
export type ReadinessProbe = () => Promise<readonly ReadinessCheck[]>;

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: readonly ReadinessCheck[];
}

/** Runs the probe; a fault in it is reported to `onFailure` and makes the node not ready. */
export async function readiness(
  probe: ReadinessProbe,
  onFailure: (cause: unknown) => void,
): Promise<ReadinessReport> {
  try {
    const checks = await probe();
    return { ready: checks.every((check) => check.ready), checks };
  } catch (cause) {
    onFailure(cause);
    const message = 'the check itself failed; see the node log';
    return { ready: false, checks: [{ name: 'probe', ready: false, message }] };
  }
}
