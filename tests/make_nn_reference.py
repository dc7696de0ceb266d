"""Write tests/data/nn_*.gguf and nn_*.ref: tiny random models with their logits.

Run by hand, from the root of the repository, after a change of the format:
    python tests/make_nn_reference.py          writes the files
    python tests/make_nn_reference.py --check  compares training/model.py with them
The model is written out here in plain PyTorch, in double precision, apart from
training/model.py, so that one checks the other. A .ref file holds little-endian
float32: what tests/test_nn.c feeds (as floats) and the logits it expects.
"""
import math
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

SIZES = {"f32": 0, "f16": 1, "q8_0": 8}


def string(s):
    b = s.encode()
    return struct.pack("<Q", len(b)) + b


def value(v):
    if isinstance(v, bool):
        return struct.pack("<IB", 7, v)
    if isinstance(v, int):
        return struct.pack("<II", 4, v)
    if isinstance(v, str):
        return struct.pack("<I", 8) + string(v)
    if v and isinstance(v[0], str):
        return struct.pack("<IIQ", 9, 8, len(v)) + b"".join(string(s) for s in v)
    return struct.pack("<IIQ", 9, 4, len(v)) + struct.pack(f"<{len(v)}I", *v)


def pack(a, kind):
    """Bytes of a [rows, columns] array, and the array as the file holds it."""
    if kind == "f32":
        a = a.astype(np.float32)
        return a.tobytes(), a
    if kind == "f16":
        a = a.astype(np.float16)
        return a.tobytes(), a.astype(np.float32)
    blocks = a.reshape(-1, 32).astype(np.float32)
    scale = (np.abs(blocks).max(1, keepdims=True) / 127).astype(np.float16)
    q = np.rint(blocks / np.maximum(scale.astype(np.float32), 1e-12)).clip(-127, 127)
    out = b"".join(s.tobytes() + b.tobytes() for s, b in zip(scale, q.astype(np.int8)))
    return out, (q * scale.astype(np.float32)).reshape(a.shape)


def write(path, meta, tensors, kind):
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(meta))
    for key, v in meta.items():
        head += string(key) + value(v)
    data, used = b"", {}
    for name, a in tensors.items():
        this = kind if a.ndim == 2 else "f32"
        raw, used[name] = pack(a, this)
        data += b"\0" * (-len(data) % 32)
        dims = a.shape[::-1]
        head += string(name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, SIZES[this],
                                           len(data))
        data += raw
    with open(path, "wb") as f:
        f.write(head + b"\0" * (-len(head) % 32) + data)
    return {k: torch.tensor(v.astype(np.float64)) for k, v in used.items()}


def sinusoid(n, width):
    half = width // 2
    w = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / (half - 1))
    a = torch.arange(n, dtype=torch.float64)[:, None] * w
    return torch.cat([torch.cos(a), torch.sin(a)], 1)


class Net:
    def __init__(self, t, meta):
        self.t, self.width, self.heads = t, meta["resonant.width"], meta["resonant.heads"]

    def norm(self, x, name):
        return F.layer_norm(x, (self.width,), self.t[name + ".weight"], self.t[name + ".bias"], 1e-5)

    def attention(self, x, memory, name, causal):
        def split(v):
            return v.view(len(v), self.heads, -1).transpose(0, 1)
        q, k, v = (split(s @ self.t[f"{name}.{c}"].T) for s, c in
                   ((x, "q"), (memory, "k"), (memory, "v")))
        s = q @ k.transpose(1, 2) / math.sqrt(self.width // self.heads)
        if causal:
            s = s + torch.full(s.shape[1:], -math.inf, dtype=s.dtype).triu(1)
        return (s.softmax(-1) @ v).transpose(0, 1).reshape(len(x), -1) @ self.t[name + ".o"].T

    def stack(self, x, which, layers, causal, memory=None):
        for i in range(layers):
            b = f"{which}.blk.{i}"
            h = self.norm(x, b + ".norm1")
            x = x + self.attention(h, h, b + ".self", causal)
            if memory is not None and len(memory):
                x = x + self.attention(self.norm(x, b + ".norm2"), memory, b + ".cross", False)
            h = F.gelu(self.norm(x, b + ".norm3") @ self.t[b + ".ffn.up"].T)
            x = x + h @ self.t[b + ".ffn.down"].T
        return self.norm(x, which + ".norm")


def weights(meta, rng):
    d, t = meta["resonant.width"], {}

    def matrix(name, rows, columns, scale=None):
        t[name] = rng.normal(0, scale or 1.5 / math.sqrt(columns), (rows, columns))

    def norm(name):
        t[name + ".weight"] = rng.normal(1, 0.2, d)
        t[name + ".bias"] = rng.normal(0, 0.2, d)

    def stack(which, layers, ffn, cross):
        for i in range(layers):
            b = f"{which}.blk.{i}"
            for n in ("norm1", "norm2", "norm3"):
                if cross or n != "norm2":
                    norm(f"{b}.{n}")
            for a in ("self", "cross") if cross else ("self",):
                for c in "qkvo":
                    matrix(f"{b}.{a}.{c}", d, d)
            matrix(b + ".ffn.up", ffn, d)
            matrix(b + ".ffn.down", d, ffn)
        norm(which + ".norm")

    for k, n in enumerate(meta["resonant.books"]):
        matrix(f"dec.emb.{k}", n + 1, d, 1)
        matrix(f"dec.head.{k}", n, d)
    stack("dec", meta["resonant.decoder.layers"], meta["resonant.decoder.ffn"],
          meta["resonant.decoder.cross_attention"])
    if meta["resonant.encoder.layers"]:
        at = 0
        for i, n in enumerate(meta["resonant.encoder.input_books"]):
            for k in range(n):
                matrix(f"enc.emb.{i}.{k}", meta["resonant.encoder.input_sizes"][at] + 1, d, 1)
                at += 1
        for name in ("enc.beat", "enc.bar", "enc.to_end"):
            matrix(name, 32, d, 1)
        stack("enc", meta["resonant.encoder.layers"], meta["resonant.encoder.ffn"], False)
        matrix("cond.emb", len(meta["resonant.conditions"]), d, 1)
    return t


def columns(codes, meta):
    """Input columns [steps, K] of codes [K, T] under the delays."""
    books, delays = meta["resonant.books"], meta["resonant.delays"]
    steps = codes.shape[1] + max(delays)
    out = np.tile(np.array(books), (steps, 1))
    for k, delay in enumerate(delays):
        for s in range(1, steps):
            if 0 <= s - 1 - delay < codes.shape[1]:
                out[s, k] = codes[k, s - 1 - delay]
    return out


def decode(net, meta, cols, prefix, memory, encoded):
    n = len(cols) + len(prefix)
    x = sum(net.t[f"dec.emb.{k}"][cols[:, k]] for k in range(cols.shape[1]))
    if encoded is not None:
        x[:len(encoded)] = x[:len(encoded)] + encoded
    x = torch.cat([prefix, x]) + sinusoid(n, net.width)
    y = net.stack(x, "dec", meta["resonant.decoder.layers"], True, memory)[len(prefix):]
    return torch.cat([y @ net.t[f"dec.head.{k}"].T for k in range(cols.shape[1])], 1)


def save(path, *parts):
    with open(path, "wb") as f:
        for p in parts:
            f.write(np.asarray(p, dtype=np.float32).tobytes())


def context_model(kind):
    rng = np.random.default_rng(7)
    meta = {"general.architecture": "resonant", "resonant.role": "bass", "resonant.width": 32,
            "resonant.heads": 2, "resonant.decoder.layers": 2 if kind == "f32" else 1,
            "resonant.decoder.ffn": 32, "resonant.decoder.cross_attention": True,
            "resonant.encoder.layers": 1, "resonant.encoder.ffn": 32, "resonant.books": [20, 9, 5], "resonant.delays": [0, 1, 2],
            "resonant.encoder.inputs": ["drums", "bass"], "resonant.encoder.input_books": [2, 3],
            "resonant.encoder.input_sizes": [7, 8, 20, 9, 5],
            "resonant.conditions": ["style.techno", "style.house", "attr.density"]}
    path = f"tests/data/nn_context_{kind}"
    t = write(path + ".gguf", meta, weights(meta, rng), kind)
    net, frames, sizes = Net(t, meta), 12, meta["resonant.encoder.input_sizes"]
    heard = np.stack([rng.integers(0, n + 1, frames) for n in sizes])
    place = np.stack([rng.integers(0, 32, frames) for _ in range(3)])
    chosen, amount = [2, 0], [0.75, -1.5]
    codes = np.stack([rng.integers(0, n, frames) for n in meta["resonant.books"]])
    names = [f"enc.emb.{i}.{k}" for i, n in enumerate(meta["resonant.encoder.input_books"])
             for k in range(n)] + ["enc.beat", "enc.bar", "enc.to_end"]
    base = sum(t[n][c] for n, c in zip(names, np.concatenate([heard, place])))
    logits = []
    for row in (0, 1):  # with and without conditions
        cond = torch.zeros(0, net.width, dtype=torch.float64)
        if row == 0:
            cond = torch.stack([t["cond.emb"][c] * w for c, w in zip(chosen, amount)])
        x = base + cond.sum(0) + sinusoid(frames, net.width)
        encoded = net.stack(x, "enc", meta["resonant.encoder.layers"], False)
        heard_conditions = [i for i in range(len(cond)) if amount[i] > 0]
        logits.append(decode(net, meta, columns(codes, meta), torch.zeros(0, net.width),
                             torch.cat([cond[heard_conditions], encoded]), encoded))
    save(path + ".ref", [frames], heard.ravel(), place.ravel(), chosen, amount, codes.ravel(),
         logits[0].ravel(), logits[1].ravel())


def decoder_model():
    """Only a decoder: prefix, memory set by the caller, an odd head size."""
    rng = np.random.default_rng(8)
    meta = {"general.architecture": "resonant", "resonant.width": 18, "resonant.heads": 3,
            "resonant.decoder.layers": 1, "resonant.decoder.ffn": 50,
            "resonant.decoder.cross_attention": True, "resonant.encoder.layers": 0,
            "resonant.books": [11, 11, 6, 40], "resonant.delays": [0, 0, 3, 1]}
    path = "tests/data/nn_decoder_f32"
    t = write(path + ".gguf", meta, weights(meta, rng), "f32")
    net, frames, n_prefix, n_memory = Net(t, meta), 10, 19, 5
    prefix = torch.tensor(rng.normal(0, 1, (n_prefix, 18)).astype(np.float32).astype(np.float64))
    memory = torch.tensor(rng.normal(0, 1, (n_memory, 18)).astype(np.float32).astype(np.float64))
    codes = np.stack([rng.integers(0, n, frames) for n in meta["resonant.books"]])
    logits = [decode(net, meta, columns(codes, meta), prefix, m, None)
              for m in (memory, memory[:0])]  # the second row has no memory
    save(path + ".ref", [frames, n_prefix, n_memory], prefix.ravel(), memory.ravel(),
         codes.ravel(), logits[0].ravel(), logits[1].ravel())


def check():
    """The trainable model with the example's weights gives the example's logits."""
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
    from training import weights as files
    from training.model import Shape, TrackModel
    shape = Shape(role="bass", width=32, heads=2, decoder_layers=2, decoder_ffn=32,
                  encoder_layers=1, encoder_ffn=32, books=[20, 9, 5], delays=[0, 1, 2],
                  inputs={"drums": [7, 8], "bass": [20, 9, 5]},
                  conditions=["style.techno", "style.house", "attr.density"])
    model, frames = TrackModel(shape), 12
    with torch.no_grad():
        missed = files.load(model, "tests/data/nn_context_f32.gguf")
    ref = torch.from_numpy(np.fromfile("tests/data/nn_context_f32.ref", "<f4"))
    heard, place, chosen, amount, codes, logits = torch.split(
        ref[1:], [5 * frames, 3 * frames, 2, 2, 3 * frames, 2 * 14 * 34])
    heard, place, codes = (x.view(1, -1, frames).long() for x in (heard, place, codes))
    columns_in = torch.cat([torch.tensor(shape.books).view(1, -1, 1),
                            model.delay(codes)[:, :, :-1]], 2)
    worst = 0.0
    for row, wanted in enumerate(logits.view(2, 14, 34)):
        amounts = (amount if row == 0 else torch.zeros(2))[None]
        with torch.no_grad():
            encoded, cond = model.encode({"drums": heard[:, :2], "bass": heard[:, 2:]}, place[:, 0],
                                         place[:, 1], place[:, 2], chosen.long()[None], amounts)
            got = torch.cat(model.decode(columns_in, encoded, cond, amounts), 2)[0]
        worst = max(worst, ((got - wanted).abs().max() / wanted.abs().max()).item())
    print(f"{missed} tensors missed; largest relative difference {worst:.2g}")
    return 0 if missed == 0 and worst < 1e-4 else 1


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(check())
    for kind in ("f32", "f16", "q8_0"):
        context_model(kind)
    decoder_model()
