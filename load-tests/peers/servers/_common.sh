# SPDX-License-Identifier: Apache-2.0
# Sourced before each server's file: what it may set, with the values it has otherwise. load-tests/peers/README.md says more.
KIND=peer                              # peer, slipway or floor
TITLE=                                 # the name in tables, with the backend in full
VENV=                                  # the virtual environment below $LAB/venvs that it needs
PACKAGES=                              # of it, whose versions are kept with the results
ABSENT=                                # a reason why it can't be measured; then nothing else is needed
MODELS="iris mlp resnet50 textenc identity"
PROTOCOLS="json bin grpc"              # v2 in JSON, v2 with binary tensors, v2 over gRPC
WARM=2                                 # CPU seconds of load before the first point of each protocol
JSON_PATH=/v2/models/$MODEL/infer
BIN_PATH=/v2/models/$MODEL/infer
READY=/v2/models/$MODEL/ready
RPC=inference.GRPCInferenceService
CHECK=                                 # compare only the first output, with this one

# compiled Python is kept, but not beside the sources
export PYTHONPYCACHEPREFIX=$LAB/pycache
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONUNBUFFERED=1
bin=$LAB/venvs/
