/** What a peer's or orderer's operations endpoint tells: health and metrics (Prometheus text). */

const TIMEOUT_MS = 5000;

/** Undefined when the process is healthy, else why not. */
export async function unhealthy(port: number): Promise<string | undefined> {
  try {
    const response = await ask(port, '/healthz');
    return response.ok
      ? undefined
      : `it says ${response.status}: ${(await response.text()).slice(0, 200)}`;
  } catch (cause) {
    return cause instanceof Error ? causeText(cause) : 'no answer';
  }
}

/**
 * Values of one metric by their labels, e.g. `channel="guanlian"`; empty when nobody answers.
 */
export async function metric(port: number, name: string): Promise<ReadonlyMap<string, number>> {
  const values = new Map<string, number>();
  const text = await ask(port, '/metrics')
    .then((response) => response.text())
    .catch(() => '');
  for (const line of text.split('\n')) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match?.[1] === name) values.set(match[2] ?? '', Number(match[3]));
  }
  return values;
}

/** One metric of one channel; undefined when nobody tells. */
export async function channelMetric(
  port: number,
  name: string,
  channel: string,
): Promise<number | undefined> {
  const values = await metric(port, name);
  return [...values].find(([labels]) => labels.includes(`channel="${channel}"`))?.[1];
}

function ask(port: number, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
}

function causeText(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
