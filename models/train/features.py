"""The ordered features of the declaration risk model and their specification (features.json)."""

import numpy as np
import pandas as pd

from kcs import INPUTS, PATTERNS, UNITS
from lane_history import LEVELS

CATEGORIES = [name for name, _, kind, _, _ in INPUTS if kind in ("code", "country")]
DIGITS = {"hsChapter": 2, "hsHeading": 4, "hsSubheading": 6}
DECIMALS = ["dutyRate", "netMass", "itemValue"]
LABELS = {name: label for name, _, _, _, label in INPUTS}


def category_lists(train: pd.DataFrame) -> dict[str, list[str]]:
    return {name: sorted(set(train[name])) for name in CATEGORIES}


def base_features(rows: pd.DataFrame, categories: dict[str, list[str]]) -> dict[str, np.ndarray]:
    """Features of the item itself. A code that training never saw is -1, a category of its own."""
    out = {}
    for name in CATEGORIES:
        place = {value: i for i, value in enumerate(categories[name])}
        out[name] = rows[name].map(lambda v, place=place: place.get(v, -1)).to_numpy(float)
    for name, digits in DIGITS.items():
        out[name] = rows["hs"].str[:digits].astype(float).to_numpy()
    for name in DECIMALS:
        out[name] = rows[name].astype(float).to_numpy()
    mass = out["netMass"]
    out["valuePerKg"] = np.where(mass > 0, out["itemValue"] / np.where(mass > 0, mass, 1.0), -1.0)
    return out


def _history_specs() -> list[dict]:
    specs = []
    for level, (_, _, label) in LEVELS.items():
        specs.append({"name": f"history.{level}.rate", "kind": "history-rate", "level": level, "unit": "share of past items", "label": f"Past hit rate of this {label}"})
        specs.append({"name": f"history.{level}.count", "kind": "history-count", "level": level, "unit": "past items", "label": f"Past items of this {label}"})
    return specs


def _feature_specs(categories: dict[str, list[str]]) -> list[dict]:
    specs = [
        {"name": n, "kind": "category", "input": n, "label": LABELS[n], "categories": categories[n], "unseen": -1}
        for n in CATEGORIES
    ]
    for name, digits in DIGITS.items():
        specs.append({"name": name, "kind": "digits", "input": "hs", "digits": digits, "label": f"First {digits} digits of the commodity code"})
    for name in DECIMALS:
        specs.append({"name": name, "kind": "decimal", "input": name, "unit": UNITS[name], "label": LABELS[name]})
    specs.append({"name": "valuePerKg", "kind": "ratio", "input": "itemValue", "over": "netMass", "whenZero": -1, "unit": "KRW per KGM", "label": "Value per kilogram"})
    return specs + _history_specs()


def _level_specs() -> list[dict]:
    specs = []
    for level, (keys, wider, label) in LEVELS.items():
        parts = [k.partition(":") for k in keys]
        inputs = [{"input": n, "digits": int(d)} if d else {"input": n} for n, _, d in parts]
        specs.append({"level": level, "keys": inputs, "wider": wider, "label": label})
    return specs


def specification(model: str, version: str, categories: dict[str, list[str]]) -> dict:
    """features.json: what the model needs, in which order, and how each number is made."""
    inputs = []
    for name, column, kind, field, label in INPUTS:
        entry = {"name": name, "field": field, "kind": kind, "pattern": PATTERNS[kind], "required": True, "label": label, "trainingColumn": column}
        if name in UNITS:
            entry["unit"] = UNITS[name]
        inputs.append(entry)
    return {
        "schema": "guanlian.features/1",
        "model": model,
        "version": version,
        "number": "computed in IEEE 754 doubles, handed to the model as the nearest float32",
        "missing": "a required input that is absent or malformed makes the item NOT_SCORABLE; nothing is imputed",
        "asOf": "history counts only items declared in the window of lane-history.json; training rows got theirs from the other four of five folds",
        "inputs": inputs,
        "features": _feature_specs(categories),
        "historyLevels": _level_specs(),
    }
