"""The model card: card.json with every figure the run measured, card.md for people. No figure is typed by hand."""

import hashlib
import importlib.metadata
from pathlib import Path

PACKAGES = ("lightgbm", "numpy", "onnx", "onnxruntime", "pandas")
PURPOSE = "Orders import declaration items for review by a customs officer: the probability that an inspection of the item finds a violation. A person decides; the score only places an item in a queue."
LIMITS = [
    "Learnt from SYNTHETIC declarations (a generator fitted to Korean data). Nothing here transfers to real fraud; the figures show that the pipeline works, not that smuggling is found.",
    "The generator repeats whole combinations of commodity code, origin, departure, duty rate, duty type and net mass with nearly the same outcome. The repeat history remembers them, which explains most of the figures below; see the slices for what is left without it.",
    "A repeat is the exact net mass: a shipper who changes it by a gram leaves the repeat history, and the item falls back to its lane.",
    "On lanes that the history has never seen the ranking is only a little better than chance.",
    "Settings, number of trees and thresholds were chosen on valid, so figures on valid flatter. The later-quarter check learns from nine months and judges three that it did not see; its settings still come from valid.",
    "Ids of declarant, importer, seller and courier carry no signal in this data and are not used. Nothing is learnt about parties or networks.",
    "The history ends with the training window and does not grow by itself: inspection results after it are unknown to the model.",
    "Items need all inputs, among them Korean local codes (KCS:*). Other declarations are NOT_SCORABLE; nothing is imputed.",
]
FORBIDDEN = [
    "Any decision or measure without a person who gives a reason.",
    "Scoring of passengers or of any natural person.",
    "Real targeting, before the model is retrained and evaluated on the administration's own inspection results.",
    "Estimating how much fraud a country, a trader or a commodity has.",
]


def _code_version() -> str:
    """Digest of the training scripts: the version of the code without a clock or a repository."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _strongest(gain: dict[str, float], most: int = 10) -> dict[str, float]:
    total = float(sum(gain.values()))
    ranked = sorted(gain.items(), key=lambda kv: (-kv[1], kv[0]))[:most]
    return {name: float(value) / total for name, value in ranked}


def card(trained: dict) -> dict:
    return {
        "schema": "guanlian.model-card/1",
        "id": trained["model"],
        "version": trained["version"],
        "title": "Declaration risk",
        "purpose": PURPOSE,
        "kind": "gradient-boosted trees (LightGBM) on item features and lane history, as ONNX TreeEnsembleRegressor",
        "data": {
            "name": "Customs import declarations (KCS, synthetic), ten-digit codes, commit 32100bc8",
            "source": "Seondong/Customs-Declaration-Datasets; arXiv 2208.02484",
            "licence": "MIT (copyright 2022 Institute for Basic Science and Korea Customs Service)",
            "personalData": "none: the records are synthetic and entity ids are not used",
            "parts": trained["data"],
            "split": "train learns the trees and the lane history (history of a training row: the other four of five folds); valid chooses settings, number of trees and thresholds; the published test part was not at hand",
        },
        "training": {
            "seed": trained["seed"],
            "threads": 1,
            "chosen": trained["chosen"],
            "tried": trained["tried"],
            "codeSha256": _code_version(),
            "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        },
        "metrics": {
            "valid": trained["valid"],
            "slices": trained["slices"],
            "ablations": trained["ablations"],
            "entityIdAuc": trained["entityIdAuc"],
            "laterQuarter": trained["laterQuarter"],
            "strongestFeatures": _strongest(trained["gain"]),
        },
        "thresholds": trained["thresholds"],
        "parity": trained["parity"],
        "limits": LIMITS,
        "forbiddenUses": FORBIDDEN,
    }


def _table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table with padded columns."""
    width = [max(3, *(len(r[i]) for r in [head, *rows])) for i in range(len(head))]
    lines = [head, ["-" * w for w in width], *rows]
    return "\n".join("| " + " | ".join(c.ljust(w) for c, w in zip(cells, width)) + " |" for cells in lines)


def _ranking_rows(named: dict[str, dict]) -> str:
    keys = ["auc", "ap", "precisionAt1", "precisionAt2", "precisionAt5", "precisionAt10"]
    rows = [[name, *(f"{m[k]:.4f}" for k in keys)] for name, m in named.items()]
    return _table(["", "AUC", "AP", "P@1 %", "P@2 %", "P@5 %", "P@10 %"], rows)


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def markdown(c: dict) -> str:
    m, t, data = c["metrics"], c["thresholds"], c["data"]
    parts = [[name, str(p["rows"]), p["from"], p["to"], f"{p['hitShare']:.4f}", p["sha256"]] for name, p in data["parts"].items()]
    ranked = {"valid": m["valid"]} | ({"later quarter of train": m["laterQuarter"]} if m["laterQuarter"] else {})
    seen = [[name, f"{s['share']:.4f}", f"{s['auc']:.4f}"] for name, s in m["slices"].items()]
    on_valid, chosen = t["onValid"], c["training"]["chosen"]
    sections = [
        f"# {c['title']} {c['version']}",
        c["purpose"],
        f"Kind: {c['kind']}. {chosen['trees']} trees of at most {chosen['leaves']} leaves, history smoothing {chosen['smoothing']}, seed {c['training']['seed']}, one thread.",
        "## Limits",
        _bullets(c["limits"]),
        "## Forbidden uses",
        _bullets(c["forbiddenUses"]),
        "## Data",
        f"{data['name']}. Source: {data['source']}. Licence: {data['licence']}. Personal data: {data['personalData']}.",
        _table(["part", "rows", "from", "to", "hits", "sha256"], parts),
        f"Split: {data['split']}.",
        "## Figures",
        _ranking_rows(ranked),
        f"At the flag threshold {t['flag']:.6f}: precision {on_valid['precision']:.4f}, recall {on_valid['recall']:.4f}, F1 {on_valid['f1']:.4f}, {on_valid['flaggedShare']:.4f} of valid flagged. Band `high` begins at {t['bands']['high']:.6f}. Log loss {m['valid']['logLoss']:.4f}.",
        "### Where the history helps",
        _table(["slice of valid", "share", "AUC"], seen),
        "### What each kind of feature adds",
        _ranking_rows(m["ablations"]),
        "Past hit rate of an entity id alone, AUC on valid: " + ", ".join(f"{k} {v:.3f}" for k, v in m["entityIdAuc"].items()) + ".",
        "### Strongest features (share of split gain)",
        _table(["feature", "share"], [[f"`{k}`", f"{v:.4f}"] for k, v in m["strongestFeatures"].items()]),
        f"Parity: {c['parity']['vectors']} made-up items; ONNX Runtime against LightGBM differs by at most {c['parity']['onnxAgainstTrainer']:.1e}.",
        f"Code: sha256 {c['training']['codeSha256']} over `models/train/*.py`. Packages: " + ", ".join(f"{k} {v}" for k, v in c["training"]["packages"].items()) + ".",
    ]
    return "\n\n".join(sections) + "\n"
