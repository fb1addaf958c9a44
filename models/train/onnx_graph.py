"""Writes a LightGBM binary booster as ONNX: TreeEnsembleRegressor (raw score), Sigmoid, label.

ONNX compares float32 features with float32 thresholds. LightGBM's thresholds are doubles between two feature
values; rounded to the NEAREST float32 one may land on the upper value and send that value left. Rounded DOWN,
x <= t decides alike for every float32 x. Node covers go into nodes_hitrates, so that exact TreeSHAP
(`models/tree-shap.ts`) needs nothing beside this file.
"""

import numpy as np
from onnx import TensorProto, checker, helper


def float32_down(value: float) -> float:
    rounded = np.float32(value)
    return float(np.nextafter(rounded, np.float32(-np.inf)) if float(rounded) > value else rounded)


class _Attributes:
    def __init__(self) -> None:
        self.nodes = {k: [] for k in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids", "hitrates")}
        self.target = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}

    def add(self, tree: int, node: int, *, feature=0, value=0.0, mode="LEAF", true=0, false=0, cover: int) -> None:
        row = (tree, node, feature, value, mode, true, false, float(cover))
        for column, item in zip(self.nodes.values(), row):
            column.append(item)

    def leaf(self, tree: int, node: int, weight: float) -> None:
        for column, item in zip(self.target.values(), (tree, node, 0, float(np.float32(weight)))):
            column.append(item)


def _walk(tree: int, root: dict, out: _Attributes) -> None:
    """Depth first, nodes numbered in that order; children are numbered before their own subtrees are written."""
    stack, next_id = [(0, root)], 1
    while stack:
        node, spec = stack.pop()
        if "leaf_value" in spec:
            out.add(tree, node, cover=spec.get("leaf_count", 0))
            out.leaf(tree, node, spec["leaf_value"])
            continue
        if spec["decision_type"] != "<=" or spec["missing_type"] != "None":
            raise ValueError(f"unexpected split {spec['decision_type']} / {spec['missing_type']}")
        left, right = next_id, next_id + 1
        next_id += 2
        out.add(tree, node, feature=spec["split_feature"], value=float32_down(spec["threshold"]), mode="BRANCH_LEQ", true=left, false=right, cover=spec["internal_count"])
        stack += [(right, spec["right_child"]), (left, spec["left_child"])]


def build(booster, trees: int, features: int, threshold: float, metadata: dict[str, str]) -> bytes:
    attributes = _Attributes()
    for info in booster.dump_model(num_iteration=trees)["tree_info"]:
        _walk(info["tree_index"], info["tree_structure"], attributes)
    named = {f"nodes_{k}": v for k, v in attributes.nodes.items()} | {f"target_{k}": v for k, v in attributes.target.items()}
    nodes = [
        helper.make_node("TreeEnsembleRegressor", ["features"], ["raw_score"], domain="ai.onnx.ml", n_targets=1, aggregate_function="SUM", post_transform="NONE", **named),
        helper.make_node("Sigmoid", ["raw_score"], ["score"]),
        helper.make_node("GreaterOrEqual", ["score", "threshold"], ["flagged"]),
        helper.make_node("Cast", ["flagged"], ["label"], to=TensorProto.INT64),
    ]
    graph = helper.make_graph(
        nodes,
        metadata["guanlian.model"],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", features])],
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, ["N", 1]),
            helper.make_tensor_value_info("score", TensorProto.FLOAT, ["N", 1]),
            helper.make_tensor_value_info("raw_score", TensorProto.FLOAT, ["N", 1]),
        ],
        [helper.make_tensor("threshold", TensorProto.FLOAT, [1, 1], [threshold])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=8, producer_name="guanlian")
    helper.set_model_props(model, metadata)
    checker.check_model(model)
    return model.SerializeToString(deterministic=True)
