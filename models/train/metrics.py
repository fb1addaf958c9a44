"""Ranking metrics. Ties share their rank in AUC and AP; a top share keeps file order among ties."""

import numpy as np


def auc(hit: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve (Mann-Whitney, ties count half)."""
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    n1 = int(hit.sum())
    n0 = len(hit) - n1
    return float((rank[hit == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


def average_precision(hit: np.ndarray, score: np.ndarray) -> float:
    order = np.argsort(-score, kind="stable")
    last_of_tie = np.append(np.diff(score[order]) != 0, True)
    found = np.cumsum(hit[order])[last_of_tie]
    looked = (np.arange(len(hit)) + 1)[last_of_tie]
    gained = np.diff(np.append(0, found)) / hit.sum()
    return float((gained * found / looked).sum())


def top_precision(hit: np.ndarray, score: np.ndarray, per_cent: int) -> float:
    order = np.argsort(-score, kind="stable")
    return float(hit[order[: len(hit) * per_cent // 100]].mean())


def ranking(hit: np.ndarray, score: np.ndarray) -> dict[str, float]:
    out = {"auc": auc(hit, score), "ap": average_precision(hit, score)}
    for per_cent in (1, 2, 5, 10):
        out[f"precisionAt{per_cent}"] = top_precision(hit, score, per_cent)
    return out


def at_threshold(hit: np.ndarray, score: np.ndarray, threshold: float) -> dict[str, float]:
    flagged = score >= threshold
    right = int((flagged & (hit == 1)).sum())
    precision, recall = right / max(int(flagged.sum()), 1), right / int(hit.sum())
    return {"flaggedShare": float(flagged.mean()), "precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-12)}


def log_loss(hit: np.ndarray, score: np.ndarray) -> float:
    p = np.clip(score, 1e-15, 1 - 1e-15)
    return float(-(hit * np.log(p) + (1 - hit) * np.log(1 - p)).mean())


def cut_between(score: np.ndarray, take: int) -> float:
    """A float32 between the last of the `take` highest scores and the next lower one, far from both."""
    ordered = np.sort(score)[::-1]
    above, below = float(ordered[take - 1]), float(ordered[take])
    if above - below < 1e-6:
        return cut_between(score, take + 1)
    return float(np.float32((above + below) / 2))


def best_f1_cut(hit: np.ndarray, score: np.ndarray) -> float:
    found = np.cumsum(hit[np.argsort(-score, kind="stable")])
    looked = np.arange(len(hit)) + 1
    f1 = 2 * found / (looked + hit.sum())
    return cut_between(score, int(np.argmax(f1)) + 1)
