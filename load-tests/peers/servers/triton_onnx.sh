# SPDX-License-Identifier: Apache-2.0
TITLE="Triton, its ONNX Runtime backend"
ABSENT="published as a container image only; the wheel of PyTriton has Triton's front end and its Python backend"
