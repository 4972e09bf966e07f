"""Linear-chain CRFs of two labels: reading CRFsuite's model file, and Viterbi decoding over whole arrays.

With two labels only differences matter. The *lead* of a token is the score of label 1 less the score of label 0,
so an emission is one number a token instead of two.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE_FEATURE, _TRANSITION_FEATURE = 0, 1


class Model(NamedTuple):
    """The weights of a linear-chain CRF with A attributes and L labels."""

    labels: list[str]
    attributes: list[str]
    state_weights: NDArray[np.float64]
    """(A, L): what an attribute of a token adds to each label of that token."""
    transition_weights: NDArray[np.float64]
    """(L, L): what going from one label (row) to the next (column) adds."""


def unpickle_model_file(pickled: bytes) -> bytes:
    """The CRFsuite file that a pickled `sklearn_crfsuite.CRF` carries within it.

    sklearn-crfsuite isn't imported (it would import scikit-learn), nor is anything else: stand-ins take the place of
    the few classes such a pickle names. Raises `pickle.UnpicklingError` if it names any other.
    """
    estimator = _Unpickler(io.BytesIO(pickled)).load()
    content: bytes = estimator.state["modelfile"].state["__FILE_RESOURCE_DATA__"]
    return content


class _StandIn:
    """An object of a class that we don't import: it only keeps its state."""

    state: Any

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        self.state = state


class _Unpickler(pickle.Unpickler):
    _CLASSES = frozenset(
        {
            ("sklearn_crfsuite.estimator", "CRF"),
            ("sklearn_crfsuite._fileresource", "FileResource"),
            ("pycrfsuite._logparser", "TrainLogParser"),
            ("numpy.core.multiarray", "scalar"),
            ("numpy", "dtype"),
        }
    )

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) in self._CLASSES:
            return _StandIn
        if (module_name, global_name) == ("_codecs", "encode"):
            return str.encode  # pickle protocol 2 keeps bytes as Latin-1 text to be encoded
        raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place in a pickled CRF.")


def read_model(data: bytes) -> Model:
    """The model in the bytes of a CRFsuite file of format version 100, as `crf1d_model.c` of CRFsuite 0.12 writes it.

    Raises ValueError if it is anything else.
    """
    magic, _, kind, version = struct.unpack_from("<4sI4sI", data)
    if (magic, kind, version) != (b"lCRF", b"FOMC", 100):
        raise ValueError("This is no CRFsuite model of format version 100.")
    features_at, labels_at, attributes_at = struct.unpack_from("<3I", data, 28)
    labels, attributes = _names(data, labels_at), _names(data, attributes_at)
    (feature_count,) = struct.unpack_from("<I", data, features_at + 8)
    features = np.frombuffer(data, _FEATURE, feature_count, features_at + 12)
    return Model(
        labels,
        attributes,
        _weights(features[features["kind"] == _STATE_FEATURE], (len(attributes), len(labels))),
        _weights(features[features["kind"] == _TRANSITION_FEATURE], (len(labels), len(labels))),
    )


def _names(data: bytes, at: int) -> list[str]:
    """The strings of the constant database (CQDB) at byte `at`, in order of their numbers."""
    count, offsets_at = struct.unpack_from("<2I", data, at + 16)
    names = []
    for offset in struct.unpack_from(f"<{count}I", data, at + offsets_at):
        (size,) = struct.unpack_from("<I", data, at + offset + 4)
        start = at + offset + 8
        names.append(data[start : start + size - 1].decode())  # its size counts the NUL at the end
    return names


def _weights(features: NDArray[np.void], shape: tuple[int, int]) -> NDArray[np.float64]:
    """The weights of `features` as a matrix of source by target; pairs that have no feature weigh 0."""
    weights = np.zeros(shape)
    weights[features["source"], features["target"]] = features["weight"]
    return weights


def viterbi(
    emissions: NDArray[np.float64], starts: NDArray[np.intp], transitions: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """The best labels of several sequences that stand one after the other, True for label 1.

    `emissions`, (n,), are the leads of label 1 at every token; `starts`, strictly rising from 0, says where each
    sequence starts; `transitions` is (2, 2). Of two labels that score alike the first wins, as in CRFsuite.

    With V(t, y) the best score of a path that ends at token t with label y (Viterbi's recursion) and
    d(t) = V(t, 1) - V(t, 0):

        d(t) = emission(t) + passed_on(d(t-1)),   passed_on(d) = max(T01, d + T11) - max(T00, d + T10)

    `passed_on` is constant outside the interval between T00 - T10 and T01 - T11. So is the way back: a token outside
    it has the same label whatever follows. Both passes are therefore array operations, but for the few tokens
    inside it, which are visited one by one.
    """
    lasts = np.append(starts[1:], len(emissions))[: len(starts)] - 1
    leads = emissions + _received(emissions, starts, lasts, transitions)
    before_0, before_1 = float(transitions[0, 0] - transitions[1, 0]), float(transitions[0, 1] - transitions[1, 1])
    low, high = sorted([before_0, before_1])
    labels: NDArray[np.bool_] = leads > high
    unclear = (leads > low) & ~labels
    labels[lasts] = leads[lasts] > 0
    unclear[lasts] = False
    for token in np.flatnonzero(unclear)[::-1].tolist():
        labels[token] = leads[token] > (before_1 if labels[token + 1] else before_0)
    return labels


def _received(
    emissions: NDArray[np.float64],
    starts: NDArray[np.intp],
    lasts: NDArray[np.intp],
    transitions: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What the token before passes on to each token's lead, (n,); 0 at the starts of sequences."""
    ((t00, t01), (t10, t11)) = transitions.tolist()
    low, high = sorted([t00 - t10, t01 - t11])
    passed_on_by_low, passed_on_by_high = t01 - t00, t11 - t10
    least, most = sorted([passed_on_by_low, passed_on_by_high])
    received = np.zeros(len(emissions) + 1)
    received[1:] = np.where(emissions + most <= low, passed_on_by_low, passed_on_by_high)
    received[starts] = 0.0
    unclear = (emissions + most > low) & (emissions + least < high)
    unclear[starts] = True  # a start receives 0, which need not be between `least` and `most`
    unclear[lasts] = False
    for token in np.flatnonzero(unclear).tolist():
        lead = float(emissions[token] + received[token])
        received[token + 1] = max(t01, lead + t11) - max(t00, lead + t10)
    return received[:-1]
