# SPDX-License-Identifier: Apache-2.0
"""tensorflow-serving-api's gRPC stubs against a running server.

The package is installed without TensorFlow; the few messages of TensorFlow that it refers to are
compiled here, from the folder that is the last argument.
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

import grpc
import numpy as np
from grpc_tools import protoc

from checks import Checks, Server, contains, equal, raised
from reference import BATCH_SIZES, Model

DTYPES = {"FP32": 1, "INT64": 9}
VALUES = {"FP32": "float_val", "INT64": "int64_val"}


def compile_tensorflow(protos: Path) -> None:
    """Makes `tensorflow.core...` importable."""
    folder = Path(tempfile.mkdtemp(prefix="slipway-tensorflow-"))
    files = [str(path.relative_to(protos)) for path in protos.rglob("*.proto")]
    if protoc.main(["protoc", f"-I{protos}", f"--python_out={folder}", *files]) != 0:
        raise RuntimeError(f"protoc failed on {files}")
    sys.path.insert(0, str(folder))


def main() -> None:
    server, checks = Server("protos"), Checks()
    compile_tensorflow(Path(server.arguments.protos))
    from tensorflow_serving.apis import model_service_pb2_grpc, prediction_service_pb2_grpc

    for port, address in (("grpc", server.grpc), ("http", server.http)):
        with grpc.insecure_channel(address) as channel:
            client = Client(
                prediction_service_pb2_grpc.PredictionServiceStub(channel),
                model_service_pb2_grpc.ModelServiceStub(channel),
            )
            for model in server.models:
                for size in BATCH_SIZES:
                    for form in ("values", "content"):
                        checks.run(
                            f"{port} {model.name} {form} batch {size}",
                            partial(client.predicts, model, size, form),
                        )
                checks.run(f"{port} {model.name} filter", partial(client.filters, model))
                checks.run(f"{port} {model.name} metadata", partial(client.tells_metadata, model))
                checks.run(f"{port} {model.name} status", partial(client.tells_status, model))
            checks.run(f"{port} errors", partial(client.refuses, server.models[-1]))
    checks.exit()


class Client:
    def __init__(self, predictions, models) -> None:
        self.predictions = predictions
        self.models = models

    def request(self, model: Model, batch: np.ndarray, form: str = "content"):
        from tensorflow_serving.apis import predict_pb2

        request = predict_pb2.PredictRequest()
        request.model_spec.name = model.name
        request.model_spec.signature_name = "serving_default"
        tensor = request.inputs[model.input.name]
        tensor.dtype = DTYPES[model.input.datatype]
        for size in batch.shape:
            tensor.tensor_shape.dim.add().size = size
        if form == "content":
            tensor.tensor_content = batch.tobytes()
        else:
            getattr(tensor, VALUES[model.input.datatype]).extend(batch.ravel().tolist())
        return request

    def predicts(self, model: Model, size: int, form: str) -> None:
        for batch in model.batches(size):
            response = self.predictions.Predict(self.request(model, batch, form), timeout=30)
            equal(response.model_spec.name, model.name, "model")
            equal(response.model_spec.version.value, 1, "version")
            model.expect(
                batch,
                {output.name: array(response.outputs[output.name]) for output in model.outputs},
            )

    def filters(self, model: Model) -> None:
        batch = model.batches(2)[0]
        request = self.request(model, batch)
        request.model_spec.version.value = 1
        request.output_filter.append(model.outputs[-1].name)
        response = self.predictions.Predict(request, timeout=30)
        equal(list(response.outputs), [model.outputs[-1].name], "outputs")

    def tells_metadata(self, model: Model) -> None:
        from tensorflow_serving.apis import get_model_metadata_pb2

        request = get_model_metadata_pb2.GetModelMetadataRequest()
        request.model_spec.name = model.name
        request.metadata_field.append("signature_def")
        response = self.predictions.GetModelMetadata(request, timeout=30)
        signatures = get_model_metadata_pb2.SignatureDefMap()
        equal(response.metadata["signature_def"].Unpack(signatures), True, "is a SignatureDefMap")
        signature = signatures.signature_def["serving_default"]
        for told, tensors in ((signature.inputs, [model.input]), (signature.outputs, model.outputs)):
            equal(sorted(told), sorted(tensor.name for tensor in tensors), "tensors")
            for tensor in tensors:
                info = told[tensor.name]
                equal(info.dtype, DTYPES[tensor.datatype], f"dtype of {tensor.name}")
                equal(tuple(dim.size for dim in info.tensor_shape.dim), tensor.shape, "shape")

    def tells_status(self, model: Model) -> None:
        from tensorflow_serving.apis import get_model_status_pb2

        request = get_model_status_pb2.GetModelStatusRequest()
        request.model_spec.name = model.name
        (status,) = self.models.GetModelStatus(request, timeout=30).model_version_status
        equal(status.version, 1, "version")
        equal(status.state, get_model_status_pb2.ModelVersionStatus.AVAILABLE, "state")
        equal((status.status.error_code, status.status.error_message), (0, ""), "status")

    def refuses(self, model: Model) -> None:
        from tensorflow_serving.apis import classification_pb2, inference_pb2, regression_pb2

        batch = model.batches(1)[0]
        unknown = self.request(model, batch)
        unknown.model_spec.name = "no-such-model"
        self.expect_failure(self.predictions.Predict, unknown, grpc.StatusCode.NOT_FOUND, "no-such")
        version = self.request(model, batch)
        version.model_spec.version.value = 99
        self.expect_failure(self.predictions.Predict, version, grpc.StatusCode.NOT_FOUND, "99")
        label = self.request(model, batch)
        label.model_spec.version_label = "stable"
        self.expect_failure(self.predictions.Predict, label, grpc.StatusCode.NOT_FOUND, "stable")
        signature = self.request(model, batch)
        signature.model_spec.signature_name = "other"
        invalid = grpc.StatusCode.INVALID_ARGUMENT
        self.expect_failure(self.predictions.Predict, signature, invalid, "other")
        shape = self.request(model, batch)
        shape.inputs[model.input.name].tensor_shape.dim[0].size = 7
        self.expect_failure(self.predictions.Predict, shape, invalid, model.input.name)
        absent = grpc.StatusCode.UNIMPLEMENTED
        for method, request in (
            (self.predictions.Classify, classification_pb2.ClassificationRequest()),
            (self.predictions.Regress, regression_pb2.RegressionRequest()),
            (self.predictions.MultiInference, inference_pb2.MultiInferenceRequest()),
        ):
            self.expect_failure(method, request, absent, "Predict")
        self.predictions.Predict(self.request(model, batch), timeout=30)

    def expect_failure(self, method, request, code: grpc.StatusCode, naming: str) -> None:
        failure = raised(grpc.RpcError, partial(method, request, timeout=30))
        equal(failure.code(), code, "status")
        contains(failure.details(), naming, "message")


def array(tensor) -> np.ndarray:
    """A TensorProto as NumPy has it, from the field of its type, as TensorFlow's clients read it."""
    shape = tuple(dim.size for dim in tensor.tensor_shape.dim)
    if tensor.dtype == DTYPES["FP32"]:
        return np.array(tensor.float_val, dtype=np.float32).reshape(shape)
    return np.array(tensor.int64_val, dtype=np.int64).reshape(shape)


if __name__ == "__main__":
    main()
