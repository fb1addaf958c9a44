"""Korean synthetic import declarations (KCS, arXiv 2208.02484) in the words of the canonical record.

Each column becomes one *input* of the model, as text in a normal form that TypeScript writes alike
(`models/declaration-features.ts`). Entity ids are read for the ablation only, never by the model.
"""

import hashlib
import re
from pathlib import Path

import pandas as pd

DECIMAL = r"^[0-9]{1,15}(\.[0-9]{1,18})?$"
CODE = r"^[0-9A-Za-z]{1,8}$"
COUNTRY = r"^[A-Z]{2}$"

# input name, KCS column, kind, canonical field, what it is
INPUTS = [
    ("office", "Office ID", "code", "presentationOffice", "Customs office of presentation"),
    ("processType", "Process Type", "code", "additionalInformation[KCS:ProcessType].code", "Process type"),
    ("importType", "Import Type", "code", "additionalInformation[KCS:ImportType].code", "Import type"),
    ("importUse", "Import Use", "code", "additionalInformation[KCS:ImportUse].code", "Import use"),
    ("paymentMethod", "Payment Type", "code", "item.dutyTaxFees[0].paymentMethodCode", "Payment method"),
    ("transportMode", "Mode of Transport", "code", "additionalInformation[KCS:TransportMode].code", "Mode of transport"),
    ("hs", "HS10 Code", "hs", "item.classification.value", "Commodity code, ten digits"),
    ("exportCountry", "Country of Departure", "country", "goodsShipment.exportCountry", "Country of departure"),
    ("originCountry", "Country of Origin", "country", "item.originCountry", "Country of origin"),
    ("dutyRate", "Tax Rate", "decimal", "item.dutyTaxFees[0].taxRate", "Duty rate"),
    ("dutyType", "Tax Type", "code", "item.dutyTaxFees[0].typeCode", "Duty type"),
    ("originIndicator", "Country of Origin Indicator", "code", "additionalInformation[KCS:OriginIndicator].code", "Origin indicator"),
    ("netMass", "Net Mass", "decimal", "item.netMass.value", "Net mass"),
    ("itemValue", "Item Price", "decimal", "item.value.amount", "Item value"),
]
UNITS = {"dutyRate": "per cent", "netMass": "KGM", "itemValue": "KRW"}
PATTERNS = {"code": CODE, "country": COUNTRY, "decimal": DECIMAL, "hs": r"^[0-9]{10}$"}
ENTITY_COLUMNS = ["Declarant ID", "Importer ID", "Seller ID", "Courier ID"]


def normal_decimal(text: str) -> str:
    """Decimal text without leading or trailing zeros: '0108.50' -> '108.5', '0.0' -> '0'."""
    if not re.match(DECIMAL, text):
        raise ValueError(f"not a plain decimal: {text!r}")
    whole, _, part = text.partition(".")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _normal(name: str, kind: str, column: pd.Series) -> pd.Series:
    if kind == "decimal":
        column = column.map(normal_decimal)
    if kind == "hs":
        # hs10-2022 has lost the leading zero of chapters 01-09
        column = column.str.zfill(10)
    bad = column[~column.str.match(PATTERNS[kind])]
    if len(bad):
        raise ValueError(f"{name}: {len(bad)} values break {PATTERNS[kind]}, the first is {bad.iloc[0]!r}")
    return column


def read(path: Path) -> pd.DataFrame:
    """Reads one part: the inputs in normal form, `hit` (0/1), `date`, `fold` (0..4) and the entity ids."""
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows = pd.DataFrame({name: _normal(name, kind, raw[column]) for name, column, kind, _, _ in INPUTS})
    rows["hit"] = raw["Fraud"].astype(int)
    rows["date"] = raw["Date"]
    # the id only deals rows to folds, so that a fold does not depend on the order of rows
    rows["fold"] = raw["Declaration ID"].map(lambda i: hashlib.sha256(i.encode()).digest()[0] % 5)
    for column in ENTITY_COLUMNS:
        rows[column] = raw[column]
    return rows


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
