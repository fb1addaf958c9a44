"""Lane history: how often past items of the same lane were hits, smoothed, with back-off to wider groups.

rate = (hits + smoothing x rate of the wider group) / (declared + smoothing); at the top the overall rate.
Only +, x and / on doubles, so that TypeScript (`models/lane-history.ts`) gets the same bits.
"""

import json

import numpy as np
import pandas as pd

# level: (inputs and how many leading digits of the commodity code), the wider group, what it is
LEVELS = {
    "chapter": (["hs:2"], None, "HS chapter"),
    "heading": (["hs:4"], "chapter", "HS heading"),
    "commodity": (["hs"], "heading", "commodity code"),
    "commodityOrigin": (["hs", "originCountry"], "commodity", "commodity code and origin"),
    "commodityRoute": (["hs", "originCountry", "exportCountry"], "commodityOrigin", "commodity code, origin and country of departure"),
    "lane": (["hs", "originCountry", "exportCountry", "dutyRate", "dutyType"], "commodityRoute", "lane (commodity code, origin, departure, duty rate and type)"),
    "repeat": (["hs", "originCountry", "exportCountry", "dutyRate", "dutyType", "netMass"], "lane", "lane with exactly this net mass"),
    "chapterOrigin": (["hs:2", "originCountry"], "chapter", "HS chapter and origin"),
    "headingOrigin": (["hs:4", "originCountry"], "heading", "HS heading and origin"),
    "headingLane": (["hs:4", "originCountry", "exportCountry", "dutyRate", "dutyType"], "headingOrigin", "HS heading, origin, departure, duty rate and type"),
    "origin": (["originCountry"], None, "country of origin"),
    "route": (["originCountry", "exportCountry"], "origin", "origin and country of departure"),
    "tariff": (["dutyRate", "dutyType"], None, "duty rate and type"),
    "originTariff": (["originCountry", "dutyRate", "dutyType"], "tariff", "origin, duty rate and type"),
}
LANE = LEVELS["lane"][0]


def _part(rows: pd.DataFrame, key: str) -> pd.Series:
    name, _, digits = key.partition(":")
    return rows[name].str[: int(digits)] if digits else rows[name]


def codes(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Numbers the groups of every level over all rows at hand (training, validation, parity)."""
    return {
        level: pd.factorize(pd.Series(list(zip(*(_part(rows, k) for k in keys)))))[0]
        for level, (keys, _, _) in LEVELS.items()
    }


class LaneHistory:
    """Counts of the rows that `known` marks; never look up a row in a history that counted it."""

    def __init__(self, groups: dict[str, np.ndarray], hit: np.ndarray, known: np.ndarray, smoothing: float):
        self.smoothing = smoothing
        self.prior = float(hit[known].sum()) / float(known.sum())
        self.counts = {}
        for level, group in groups.items():
            size = int(group.max()) + 1
            declared = np.bincount(group[known], minlength=size).astype(float)
            hits = np.bincount(group[known], weights=hit[known], minlength=size)
            self.counts[level] = (declared, hits)

    def features(self, groups: dict[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
        """`history.<level>.rate` and `.count` of the rows with these positions."""
        out: dict[str, np.ndarray] = {}
        for level, (_, wider, _) in LEVELS.items():
            declared, hits = (a[groups[level][rows]] for a in self.counts[level])
            parent = out[f"history.{wider}.rate"] if wider else self.prior
            out[f"history.{level}.rate"] = (hits + self.smoothing * parent) / (declared + self.smoothing)
            out[f"history.{level}.count"] = declared
        return out


def feature_names() -> list[str]:
    return [f"history.{level}.{what}" for level in LEVELS for what in ("rate", "count")]


def out_of_fold(groups, hit, fold, train, smoothing) -> dict[str, np.ndarray]:
    """History of each training row from the other four folds. Arrays run over the positions in `train`."""
    out = {name: np.zeros(len(train)) for name in feature_names()}
    for f in range(5):
        known = np.zeros(len(hit), bool)
        known[train[fold[train] != f]] = True
        held = fold[train] == f
        part = LaneHistory(groups, hit, known, smoothing).features(groups, train[held])
        for name, values in part.items():
            out[name][held] = values
    return out


def table_json(rows: pd.DataFrame, smoothing: float) -> str:
    """The history a scorer needs: lanes with their counts and repeats; wider groups are sums of lanes."""
    countries = sorted(set(rows["originCountry"]) | set(rows["exportCountry"]))
    rates = sorted(set(rows["dutyRate"]), key=float)
    types = sorted(set(rows["dutyType"]))
    place = [{v: i for i, v in enumerate(vs)} for vs in (countries, rates, types)]
    lines = []
    for lane, group in rows.groupby(LANE, sort=True):
        by_mass = group.groupby("netMass")["hit"].agg(["size", "sum"])
        by_mass = by_mass.loc[sorted(by_mass.index, key=lambda m: (float(m), m))]
        repeats = [x for m, n, k in zip(by_mass.index, by_mass["size"], by_mass["sum"]) for x in (m, int(n), int(k))]
        hs, origin, export, rate, kind = lane
        line = [hs, place[0][origin], place[0][export], place[1][rate], place[2][kind], len(group), int(group["hit"].sum()), repeats]
        lines.append(json.dumps(line, separators=(",", ":")))
    head = {
        "schema": "guanlian.lane-history/1",
        "asOf": {"from": min(rows["date"]), "to": max(rows["date"])},
        "declared": len(rows),
        "hits": int(rows["hit"].sum()),
        "smoothing": smoothing,
        "columns": ["hs", "originCountry", "exportCountry", "dutyRate", "dutyType", "declared", "hits", "repeats: netMass, declared, hits"],
        "countries": countries,
        "dutyRates": rates,
        "dutyTypes": types,
    }
    text = json.dumps(head, separators=(",", ":"))
    return text[:-1] + ',"lanes":[\n' + ",\n".join(lines) + "\n]}\n"
