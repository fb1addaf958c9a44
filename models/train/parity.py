"""Parity vectors: made-up items (no row of the data set), their features, and what the trainer answers.

Lanes and net masses are drawn from the history, everything else by itself from the values seen, and a part is
built from codes, lanes and masses that nobody has seen.
"""

import json
import random

import pandas as pd

import kcs
from lane_history import LANE

KINDS = {"repeat": 90, "lane": 60, "recombined": 60, "unseen": 40}
FREE = ["office", "processType", "importType", "importUse", "paymentMethod", "transportMode", "originIndicator"]
UNSEEN = {"office": "ZZ9", "importType": "X1", "originCountry": "ZZ", "exportCountry": "XX", "dutyType": "NEW1", "dutyRate": "61.803", "hs": "9999990001"}


def _mass(dice: random.Random) -> str:
    return f"{dice.randrange(0, 90000) / 1000:.3f}" if dice.random() < 0.9 else "0"


def _untidy(dice: random.Random, decimal: str) -> str:
    """The same number as messages write it: other trailing and leading zeros."""
    text = decimal + ("0" if "." in decimal else ".0") if dice.random() < 0.5 else decimal
    return "0" + text if dice.random() < 0.1 else text


def _item(dice: random.Random, kind: str, seen: dict, lanes: list, repeats: list) -> dict[str, str]:
    item = {name: dice.choice(seen[name]) for name in FREE}
    drawn = dice.choice(repeats) if kind == "repeat" else (*dice.choice(lanes), _mass(dice))
    item |= dict(zip([*LANE, "netMass"], drawn))
    if kind in ("recombined", "unseen"):
        for place, name in enumerate(LANE):
            item[name] = dice.choice(lanes)[place]
    if kind == "unseen":
        for name in dice.sample(sorted(UNSEEN), dice.randrange(1, 4)):
            item[name] = UNSEEN[name]
    item["itemValue"] = f"{10 ** dice.uniform(0, 8):.2f}" if dice.random() < 0.95 else "0.0"
    for name in kcs.UNITS:
        item[name] = _untidy(dice, item[name])
    return item


def draw(train: pd.DataFrame, seed: int) -> tuple[list[dict], pd.DataFrame]:
    """The raw items and the same as a frame in normal form (no outcome, no date)."""
    dice = random.Random(seed)
    seen = {name: sorted(set(train[name])) for name in FREE}
    lanes = sorted(set(zip(*(train[n] for n in LANE))))
    repeats = sorted(set(zip(*(train[n] for n in [*LANE, "netMass"]))))
    items = [{"kind": kind} | _item(dice, kind, seen, lanes, repeats) for kind, n in KINDS.items() for _ in range(n)]
    frame = pd.DataFrame(items).drop(columns="kind")
    for name in kcs.UNITS:
        frame[name] = frame[name].map(kcs.normal_decimal)
    return items, frame


def to_json(items: list[dict], features, raw, score, contributions, explained: int) -> str:
    """One vector a line; the exact contributions (last one: the expected raw score) of every `explained`-th."""
    lines = []
    for i, item in enumerate(items):
        kind = item["kind"]
        inputs = {name: item[name] for name, *_ in kcs.INPUTS}
        vector = {"kind": kind, "inputs": inputs, "features": [int(v) if v == int(v) else float(v) for v in features[i]], "rawScore": float(raw[i]), "score": float(score[i])}
        if i % explained == 0:
            vector["contributions"] = [float(c) for c in contributions[i]]
        lines.append(json.dumps(vector, separators=(",", ":")))
    return '{"schema":"guanlian.parity/1","vectors":[\n' + ",\n".join(lines) + "\n]}\n"
