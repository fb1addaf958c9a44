/** Ranking metrics as models/train/metrics.py defines them. */

/** Area under the ROC curve; ties count half. */
export function auc(hits: readonly boolean[], scores: readonly number[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let rankSum = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && scores[order[to] ?? -1] === scores[order[from] ?? -1]) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (hits[order[i] ?? -1]) rankSum += rank;
  }
  const positives = hits.filter(Boolean).length;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (hits.length - positives));
}

/** Share of hits among the highest `perCent` of the scores; file order decides ties. */
export function precisionAt(
  perCent: number,
  hits: readonly boolean[],
  scores: readonly number[],
): number {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const top = order.slice(0, Math.floor((hits.length * perCent) / 100));
  return top.filter((i) => hits[i]).length / top.length;
}
