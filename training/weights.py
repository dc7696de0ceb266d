"""Between a TrackModel and its weight file."""

import torch

from . import conditions, gguf
from .model import Shape, TrackModel


def tensor_name(name, inputs):
    """A parameter's name in the file: enc_emb.drums.3.weight -> enc.emb.0.3."""
    p = name.split(".")
    if p[0] == "enc_emb":
        return f"enc.emb.{inputs.index(p[1])}.{p[2]}"
    if p[0] in ("beat", "bar", "to_end"):
        return f"enc.{p[0]}"
    if p[0] == "cond":
        return "cond.emb"
    if p[0] == "dec_emb":
        return f"dec.emb.{p[1]}"
    if p[0] == "head":
        return f"dec.head.{p[1]}"
    if p[0] in ("enc_norm", "dec_norm"):
        return f"{p[0][:3]}.norm.{p[1]}"
    stack, i, part = p[:3]
    part = {"self_": "self", "up": "ffn.up", "down": "ffn.down"}.get(part, part)
    tail = p[3] if part.startswith("norm") or part in ("self", "cross") else ""
    return ".".join(x for x in (stack, "blk", i, part, tail) if x)


def export(model, path, matrix="q8_0", seen=None, extra=None):
    """Write the weight file. `seen`: the condition rows that training has lit; the
    others are left out, so that the product falls back instead of using noise."""
    s = model.shape
    rows = [i for i, n in enumerate(s.conditions) if seen is None or n in seen]
    inputs = list(s.inputs)
    meta = {
        "general.architecture": "resonant", "general.name": f"resonant-{s.role}",
        "resonant.role": s.role, "resonant.width": s.width, "resonant.heads": s.heads,
        "resonant.decoder.layers": s.decoder_layers, "resonant.decoder.ffn": s.decoder_ffn,
        "resonant.decoder.cross_attention": True,
        "resonant.encoder.layers": s.encoder_layers, "resonant.encoder.ffn": s.encoder_ffn,
        "resonant.books": s.books, "resonant.delays": s.delays,
        "resonant.encoder.inputs": inputs,
        "resonant.encoder.input_books": [len(s.inputs[r]) for r in inputs],
        "resonant.encoder.input_sizes": [n for r in inputs for n in s.inputs[r]],
        "resonant.conditions": [s.conditions[i] for i in rows], **(extra or {}),
    }
    tensors = {tensor_name(n, inputs): p.detach().float().numpy()
               for n, p in model.state_dict().items() if not n.startswith("parts.")}
    with torch.no_grad():  # codes with their parts
        heard, fed, written = model.tables()
    tensors |= {f"enc.emb.{i}.{k}": t.numpy() for i, r in enumerate(inputs) for k, t in enumerate(heard[r])}
    tensors |= {f"dec.emb.{k}": t.numpy() for k, t in enumerate(fed)}
    tensors |= {f"dec.head.{k}": t.numpy() for k, t in enumerate(written)}
    tensors["cond.emb"] = tensors["cond.emb"][rows]
    gguf.write(path, meta, tensors, matrix)


def load(model, path):
    """Start from a shipped file: what fits by name and shape is taken, condition
    rows by their names; a code's parts are in its row. Returns the number of tensors
    that did not fit."""
    tensors, meta = gguf.read(path)
    inputs, missed = list(model.shape.inputs), 0
    state = model.state_dict()
    for name, p in state.items():
        if name.startswith("parts."):
            continue
        x = tensors.get(tensor_name(name, inputs))
        if name == "cond.weight" and x is not None:
            old = {n: i for i, n in enumerate(meta["resonant.conditions"])}
            for i, n in enumerate(model.shape.conditions):
                if n in old:
                    p[i] = torch.from_numpy(x[old[n]])
        elif x is not None and tuple(x.shape) == tuple(p.shape):
            p.copy_(torch.from_numpy(x))
        else:
            missed += 1
    model.load_state_dict(state)
    return missed


def open_model(path):
    """The model of a shipped file, and the names of the conditions that it knows."""
    meta = gguf.read(path)[1]
    get = lambda key: meta["resonant." + key]
    sizes = iter(get("encoder.input_sizes"))
    inputs = {r: [next(sizes) for _ in range(n)]
              for r, n in zip(get("encoder.inputs"), get("encoder.input_books"))}
    model = TrackModel(Shape(
        role=get("role"), width=get("width"), heads=get("heads"),
        decoder_layers=get("decoder.layers"), decoder_ffn=get("decoder.ffn"),
        encoder_layers=get("encoder.layers"), encoder_ffn=get("encoder.ffn"),
        books=get("books"), delays=get("delays"), inputs=inputs, conditions=conditions.NAMES))
    if load(model, path):
        raise ValueError(f"{path}: tensors are missing or of another shape")
    return model.eval(), set(get("conditions"))
