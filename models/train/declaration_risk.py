"""Trains the declaration risk model and writes its artefact folder.

    python models/train/declaration_risk.py [--data DIR] [--out DIR] [--check]

DIR holds train.csv and valid.csv of the KCS set with ten-digit codes; by default it is found through
GUANLIAN_SHARED (../shared beside the repository). Everything is learnt from train.csv; valid.csv chooses the
settings, the number of trees and the thresholds, nothing else. One thread and fixed seeds: the same data
gives the same bytes. `--check` writes elsewhere and compares with the committed folder.
"""

import argparse
import filecmp
import hashlib
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import lightgbm as lgb
import numpy as np
import onnxruntime as ort
import pandas as pd

import card
import features
import kcs
import lane_history
import metrics
import onnx_graph
import parity

MODEL, VERSION, SEED = "declaration-risk", "1.0.0", 20201231
ROOT = Path(__file__).resolve().parents[2]
COMMON = {
    "objective": "binary",
    "metric": "binary_logloss",
    "learning_rate": 0.04,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.9,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "use_missing": False,
    "seed": SEED,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
GRID = [(smoothing, leaves) for smoothing in (0.25, 0.5, 1.0) for leaves in (7, 15, 31)]
MOST_TREES, PATIENCE = 600, 60


@dataclass(frozen=True)
class Table:
    """All rows at hand (train, valid, parity) with their group numbers; parts are positions."""

    rows: pd.DataFrame
    groups: dict[str, np.ndarray]
    categories: dict[str, list[str]]
    train: np.ndarray
    valid: np.ndarray
    made: np.ndarray

    @property
    def hit(self) -> np.ndarray:
        return self.rows["hit"].to_numpy()


def assemble(train: pd.DataFrame, valid: pd.DataFrame, made: pd.DataFrame) -> Table:
    rows = pd.concat([train, valid, made.assign(hit=0, fold=0, date="")], ignore_index=True)
    ends = np.cumsum([len(train), len(valid), len(made)])
    parts = np.split(np.arange(len(rows)), ends[:2])
    return Table(rows, lane_history.codes(rows), features.category_lists(train), *parts)


def float32(x: pd.DataFrame) -> np.ndarray:
    return x.to_numpy().astype(np.float32)


def learning_features(t: Table, train: np.ndarray, smoothing: float) -> pd.DataFrame:
    own = features.base_features(t.rows.iloc[train], t.categories)
    past = lane_history.out_of_fold(t.groups, t.hit, t.rows["fold"].to_numpy(), train, smoothing)
    return pd.DataFrame(own | past)


def scoring_features(t: Table, train: np.ndarray, rows: np.ndarray, smoothing: float) -> pd.DataFrame:
    known = np.zeros(len(t.rows), bool)
    known[train] = True
    history = lane_history.LaneHistory(t.groups, t.hit, known, smoothing)
    return pd.DataFrame(features.base_features(t.rows.iloc[rows], t.categories) | history.features(t.groups, rows))


def fit(x: pd.DataFrame, hit: np.ndarray, leaves: int, trees: int, stop_on: tuple | None = None) -> lgb.Booster:
    """`stop_on` = (features, hit) ends the training after PATIENCE rounds without a better log loss."""
    data = lgb.Dataset(float32(x).astype(float), hit, feature_name=list(x.columns))
    watched, callbacks = [], []
    if stop_on:
        watched = [lgb.Dataset(float32(stop_on[0]).astype(float), stop_on[1], reference=data)]
        callbacks = [lgb.early_stopping(PATIENCE, verbose=False)]
    return lgb.train(COMMON | {"num_leaves": leaves}, data, trees, valid_sets=watched, callbacks=callbacks)


def predict(booster: lgb.Booster, x: pd.DataFrame, **how) -> np.ndarray:
    return booster.predict(float32(x).astype(float), num_iteration=booster.best_iteration or None, **how)


def select(t: Table) -> tuple[dict, lgb.Booster, list[dict]]:
    """Tries the grid; the best AUC on valid wins, the smaller log loss on ties."""
    tried, boosters = [], []
    for smoothing, leaves in GRID:
        x, v = learning_features(t, t.train, smoothing), scoring_features(t, t.train, t.valid, smoothing)
        booster = fit(x, t.hit[t.train], leaves, MOST_TREES, (v, t.hit[t.valid]))
        score = predict(booster, v)
        tried.append({"smoothing": smoothing, "leaves": leaves, "trees": booster.best_iteration, "auc": metrics.auc(t.hit[t.valid], score), "logLoss": metrics.log_loss(t.hit[t.valid], score)})
        boosters.append(booster)
    best = max(range(len(tried)), key=lambda i: (tried[i]["auc"], -tried[i]["logLoss"]))
    return tried[best], boosters[best], tried


def run_onnx(model: bytes, x: pd.DataFrame) -> np.ndarray:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session.run(["score"], {"features": float32(x)})[0][:, 0].astype(float)


def slices(t: Table, x: pd.DataFrame, score: np.ndarray) -> dict:
    """AUC where the history knows the lane or the repeat, and where it does not."""
    lane, repeat = (x[f"history.{level}.count"].to_numpy() > 0 for level in ("lane", "repeat"))
    hit = t.hit[t.valid]
    parts = {"lane seen": lane, "lane unseen": ~lane, "lane and net mass seen": repeat, "lane seen, net mass not": lane & ~repeat}
    return {name: {"share": float(m.mean()), "auc": metrics.auc(hit[m], score[m])} for name, m in parts.items()}


def entity_rates(t: Table) -> tuple[pd.DataFrame, pd.DataFrame, dict]:
    """Past hit rate by each entity id, made like the lane history: shows that the ids carry no signal."""
    learn, judge, alone = {}, {}, {}
    for column in kcs.ENTITY_COLUMNS:
        group = {"id": pd.factorize(t.rows[column].fillna(""))[0]}
        hit, fold = t.hit.astype(float), t.rows["fold"].to_numpy()

        def rate(known, rows, group=group, hit=hit):
            n = np.bincount(group["id"][known], minlength=len(t.rows))
            k = np.bincount(group["id"][known], weights=hit[known], minlength=len(t.rows))
            return ((k + hit[known].mean()) / (n + 1.0))[group["id"][rows]]

        own = np.zeros(len(t.train))
        for f in range(5):
            held = fold[t.train] == f
            own[held] = rate(t.train[~held], t.train[held])
        learn[column], judge[column] = own, rate(t.train, t.valid)
        alone[column] = metrics.auc(t.hit[t.valid], judge[column])
    return pd.DataFrame(learn).add_prefix("entity "), pd.DataFrame(judge).add_prefix("entity "), alone


def ablations(t: Table, chosen: dict) -> tuple[dict, dict]:
    """The same settings with fewer or more features, each stopped early on valid."""
    x, v = learning_features(t, t.train, chosen["smoothing"]), scoring_features(t, t.train, t.valid, chosen["smoothing"])
    hit = t.hit[t.valid]
    past = [c for c in x if c.startswith("history.")]
    repeat = [c for c in past if c.startswith("history.repeat.")]
    entity_x, entity_v, alone = entity_rates(t)
    variants = {
        "item features only": (x.drop(columns=past), v.drop(columns=past)),
        "item and lane history, without repeats": (x.drop(columns=repeat), v.drop(columns=repeat)),
        "item, lane history and repeats (this model)": (x, v),
        "the same and entity-id history": (pd.concat([x, entity_x], axis=1), pd.concat([v, entity_v], axis=1)),
    }
    out = {
        "look-up: hit rate of the lane, nothing learnt": metrics.ranking(hit, v["history.lane.rate"].to_numpy()),
        "look-up: hit rate of the repeat, nothing learnt": metrics.ranking(hit, v["history.repeat.rate"].to_numpy()),
    }
    for name, (learn, judge) in variants.items():
        booster = fit(learn, t.hit[t.train], chosen["leaves"], MOST_TREES, (judge, hit))
        out[name] = metrics.ranking(hit, predict(booster, judge))
    return out, alone


def later_quarter(t: Table, chosen: dict) -> dict:
    """January to September alone learn, October to December judge, with the chosen settings as they are."""
    early = t.train[(t.rows["date"].iloc[t.train] < "2020-10-01").to_numpy()]
    late = np.setdiff1d(t.train, early)
    if not len(early) or not len(late):
        return {}
    booster = fit(learning_features(t, early, chosen["smoothing"]), t.hit[early], chosen["leaves"], chosen["trees"])
    judged = scoring_features(t, early, late, chosen["smoothing"])
    return {"learnt": len(early), "judged": len(late)} | metrics.ranking(t.hit[late], predict(booster, judged))


def onnx_metadata(spec_text: str, history_text: str, data: dict) -> dict[str, str]:
    spec = json.loads(spec_text)
    return {
        "guanlian.model": MODEL,
        "guanlian.version": VERSION,
        "guanlian.features": json.dumps([f["name"] for f in spec["features"]], separators=(",", ":")),
        "guanlian.featuresSha256": hashlib.sha256(spec_text.encode()).hexdigest(),
        "guanlian.historySha256": hashlib.sha256(history_text.encode()).hexdigest(),
        "guanlian.dataSha256": json.dumps({k: v["sha256"] for k, v in data.items()}, sort_keys=True),
        "guanlian.seed": str(SEED),
        "guanlian.licence": "Apache-2.0 (model), MIT (data)",
    }


def pretty(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def train_artefact(data_dir: Path) -> dict[str, bytes]:
    """Everything in the artefact folder but the manifest."""
    train, valid = kcs.read(data_dir / "train.csv"), kcs.read(data_dir / "valid.csv")
    items, made = parity.draw(train, SEED)
    t = assemble(train, valid, made)
    chosen, booster, tried = select(t)
    data = {p: {"rows": len(d), "hitShare": float(d["hit"].mean()), "from": d["date"].min(), "to": d["date"].max(), "sha256": kcs.sha256(data_dir / f"{p}.csv")} for p, d in (("train", train), ("valid", valid))}
    spec_text = pretty(features.specification(MODEL, VERSION, t.categories))
    history_text = lane_history.table_json(train, chosen["smoothing"])
    metadata = onnx_metadata(spec_text, history_text, data)
    x, hit = scoring_features(t, t.train, t.valid, chosen["smoothing"]), t.hit[t.valid]
    score = run_onnx(onnx_graph.build(booster, chosen["trees"], x.shape[1], 0.5, metadata), x)
    flag, high = metrics.best_f1_cut(hit, score), metrics.cut_between(score, len(hit) // 10)
    thresholds = {"schema": "guanlian.threshold/1", "score": "probability of a hit", "flag": flag, "bands": {"medium": flag, "high": max(high, flag)}, "chosen": "flag: the largest F1 on valid; high: the top tenth of valid", "onValid": metrics.at_threshold(hit, score, flag)}
    model = onnx_graph.build(booster, chosen["trees"], x.shape[1], flag, metadata)
    compared, alone = ablations(t, chosen)
    made_x = scoring_features(t, t.train, t.made, chosen["smoothing"])
    trained = {
        "model": MODEL, "version": VERSION, "seed": SEED, "data": data, "chosen": chosen, "tried": tried, "thresholds": thresholds,
        "valid": metrics.ranking(hit, score) | {"logLoss": metrics.log_loss(hit, score)},
        "slices": slices(t, x, score), "ablations": compared, "entityIdAuc": alone, "laterQuarter": later_quarter(t, chosen),
        "parity": {"vectors": len(items), "onnxAgainstTrainer": float(np.abs(run_onnx(model, made_x) - predict(booster, made_x)).max())},
        "gain": dict(zip(booster.feature_name(), booster.feature_importance("gain", iteration=chosen["trees"]))),
    }
    vectors = parity.to_json(items, made_x.to_numpy(), predict(booster, made_x, raw_score=True), predict(booster, made_x), predict(booster, made_x, pred_contrib=True), explained=3)
    full = card.card(trained)
    texts = {"features.json": spec_text, "lane-history.json": history_text, "threshold.json": pretty(thresholds), "parity.json": vectors, "card.json": pretty(full), "card.md": card.markdown(full)}
    return {"model.onnx": model} | {name: text.encode() for name, text in texts.items()}


def write(files: dict[str, bytes], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    manifest = {"schema": "guanlian.model-manifest/1", "id": MODEL, "version": VERSION, "files": digests}
    (out / "manifest.json").write_bytes(pretty(manifest).encode())


def main() -> int:
    shared = Path(os.environ.get("GUANLIAN_SHARED", ROOT / "../shared"))
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, default=shared / "datasets/kcs-customs-declarations/hs10-2022")
    ask.add_argument("--out", type=Path, default=ROOT / "models" / MODEL)
    ask.add_argument("--check", action="store_true")
    args = ask.parse_args()
    files = train_artefact(args.data)
    if not args.check:
        write(files, args.out)
        print(files["card.md"].decode())
        return 0
    with tempfile.TemporaryDirectory() as folder:
        write(files, Path(folder))
        names = [*files, "manifest.json"]
        _, differ, missing = filecmp.cmpfiles(folder, args.out, names, shallow=False)
    print("same bytes" if not differ + missing else f"differ: {differ}, missing: {missing}")
    return 1 if differ + missing else 0


if __name__ == "__main__":
    sys.exit(main())
