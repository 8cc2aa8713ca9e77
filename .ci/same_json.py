# SPDX-License-Identifier: Apache-2.0
"""Compares two JSON documents: same_json.py EXPECTED ACTUAL. Fractions are equal if they are as FP32."""

import json
import struct
import sys


def parse(path: str) -> object:
    """The document, with each fraction as the four bytes of the FP32 nearest to it."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        return json.loads(text, parse_float=lambda digits: struct.pack("<f", float(digits)))
    except ValueError as error:
        sys.exit(f"{path} is not JSON ({error}): {text!r}")


expected_path, actual_path = sys.argv[1:]
if parse(expected_path) != parse(actual_path):
    with open(expected_path, encoding="utf-8") as expected, open(actual_path, encoding="utf-8") as actual:
        sys.exit(f"expected: {expected.read().strip()}\nactual:   {actual.read().strip()}")
