"""Write and read the weight files (GGUF v3) of docs/ARCHITECTURE.md."""

import struct

import numpy as np

ALIGN = 32
U32, STRING, BOOL, ARRAY = 4, 8, 7, 9
F32, F16, Q8_0 = 0, 1, 8


def _string(s):
    b = s.encode()
    return struct.pack("<Q", len(b)) + b


def _value(v):
    if isinstance(v, bool):
        return struct.pack("<I?", BOOL, v)
    if isinstance(v, int):
        return struct.pack("<II", U32, v)
    if isinstance(v, str):
        return struct.pack("<I", STRING) + _string(v)
    if v and isinstance(v[0], str):
        return struct.pack("<IIQ", ARRAY, STRING, len(v)) + b"".join(map(_string, v))
    return struct.pack("<IIQ", ARRAY, U32, len(v)) + np.asarray(v, "<u4").tobytes()


def quantise(x):
    """Rows of a multiple of 32 values -> q8_0 blocks (f16 scale, 32 int8)."""
    blocks = x.astype(np.float32).reshape(-1, 32)
    scale = (np.abs(blocks).max(1) / 127).astype(np.float16)
    inverse = np.where(scale > 0, 1 / np.maximum(scale.astype(np.float32), 1e-30), 0)
    q = np.clip(np.round(blocks * inverse[:, None]), -127, 127).astype(np.int8)
    out = np.empty(len(blocks), dtype=[("d", "<f2"), ("q", "i1", 32)])
    out["d"], out["q"] = scale, q
    return out.tobytes()


def write(path, meta, tensors, matrix="q8_0"):
    """meta: {key: int | bool | str | list}; tensors: {name: array}. Matrices are
    stored as `matrix` (f32, f16, q8_0), vectors as f32."""
    info, data = [], bytearray()
    for name, x in tensors.items():
        kind = F32 if x.ndim < 2 else {"f32": F32, "f16": F16, "q8_0": Q8_0}[matrix]
        info.append(_string(name) + struct.pack("<I", x.ndim)
                    + struct.pack(f"<{x.ndim}Q", *reversed(x.shape))
                    + struct.pack("<IQ", kind, len(data)))
        data += {F32: lambda: x.astype("<f4").tobytes(), F16: lambda: x.astype("<f2").tobytes(),
                 Q8_0: lambda: quantise(x)}[kind]()
        data += b"\0" * (-len(data) % ALIGN)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(meta))
    head += b"".join(_string(k) + _value(v) for k, v in meta.items()) + b"".join(info)
    head += b"\0" * (-len(head) % ALIGN)
    with open(path, "wb") as f:
        f.write(head + data)


def read(path):
    """The tensors of a file that `write` made, as float32 arrays, and its meta."""
    raw = open(path, "rb").read()
    at = 4

    def take(form):
        nonlocal at
        v = struct.unpack_from("<" + form, raw, at)
        at += struct.calcsize("<" + form)
        return v[0] if len(v) == 1 else v

    def text():
        nonlocal at
        n = take("Q")
        at += n
        return raw[at - n:at].decode()

    def value(kind):
        if kind == ARRAY:
            inner, n = take("IQ")
            return [value(inner) for _ in range(n)]
        return text() if kind == STRING else take({U32: "I", BOOL: "?"}[kind])

    _, n_tensors, n_meta = take("IQQ")
    meta = {}
    for _ in range(n_meta):
        key = text()
        meta[key] = value(take("I"))
    info = []
    for _ in range(n_tensors):
        name = text()
        dims = [take("Q") for _ in range(take("I"))]
        info.append((name, dims[::-1], *take("IQ")))
    at += -at % ALIGN
    tensors = {}
    for name, dims, kind, offset in info:
        n = int(np.prod(dims))
        if kind == Q8_0:
            b = np.frombuffer(raw, [("d", "<f2"), ("q", "i1", 32)], n // 32, at + offset)
            x = b["q"].astype(np.float32) * b["d"].astype(np.float32)[:, None]
        else:
            x = np.frombuffer(raw, "<f4" if kind == F32 else "<f2", n, at + offset)
        tensors[name] = x.astype(np.float32).reshape(dims)
    return tensors, meta
