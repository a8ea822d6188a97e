#!/usr/bin/env python3
"""Verifies an evidence bundle with Python's standard library alone.

Written from the published formats (C2SP signed-note, tlog-checkpoint, tlog-proof; RFC 6962; RFC 8032;
RFC 8785) and the contract's page on bundles. It shares nothing with the program it checks.

    verify_bundle.py BUNDLE.zip VKEY-LINE [CHECKPOINT-FILE]...

Exit status: 0 everything holds, 1 something does not; the reason is on standard error.
"""

import base64
import hashlib
import json
import re
import sys
import zipfile


class Wrong(Exception):
    """Something does not hold."""


def need(holds, why):
    if not holds:
        raise Wrong(why)


def sha256(data):
    return hashlib.sha256(data).digest()


# --- Ed25519 (RFC 8032, section 5.1; the reference code of section 6, verification only) ---

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * I % P
    if (x * x - x2) % P:
        return None
    return P - x if (x & 1) != sign else x


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    g, h, i, j = f - e, d - c, d + c, f + e
    return (g * h % P, i * j % P, h * i % P, g * j % P)


def times(s, point):
    out = (0, 1, 1, 0)
    while s:
        if s & 1:
            out = add(out, point)
        point, s = add(point, point), s >> 1
    return out


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def signed(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = point_of(public), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, key))
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- signed notes ---


class Key:
    def __init__(self, line):
        self.line = line
        self.name, hexid, key = line.split("+", 2)
        raw = base64.b64decode(key, validate=True)
        need(raw[:1] == b"\x01" and len(raw) == 33, "the key is no Ed25519 key of notes")
        self.public = raw[1:]
        self.id = sha256(self.name.encode() + b"\n" + raw)[:4]
        need(self.id.hex() == hexid, "the hash of the key is not its own")


def open_note(data, keys, what):
    """The text of a note that one of the keys has signed."""
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong(f"{what}: not UTF-8")
    need(not re.search(r"[\x00-\x09\x0b-\x1f]", whole), f"{what}: control characters")
    text, mark, lines = whole.rpartition("\n\n")
    need(mark and lines.endswith("\n"), f"{what}: no signed note")
    text += "\n"
    good = False
    for line in lines[:-1].split("\n"):
        found = re.fullmatch("— ([^ ]+) ([A-Za-z0-9+/=]+)", line)
        need(found, f"{what}: a signature line that cannot be read")
        raw = base64.b64decode(found[2], validate=True)
        for key in keys:
            if found[1] == key.name and raw[:4] == key.id:
                need(signed(key.public, text.encode(), raw[4:]), f"{what}: wrong signature")
                good = True
    need(good, f"{what}: signed by no key that is trusted")
    return text


def open_checkpoint(data, keys, what):
    lines = open_note(data, keys, what).split("\n")
    need(len(lines) >= 4 and lines[-1] == "", f"{what}: no checkpoint")
    need(re.fullmatch("0|[1-9][0-9]*", lines[1]), f"{what}: no size")
    root = base64.b64decode(lines[2], validate=True)
    need(len(root) == 32, f"{what}: no root")
    return lines[0], int(lines[1]), root


# --- the tree (RFC 6962, written recursively as the RFC defines it) ---


def split(n):
    return 1 << ((n - 1).bit_length() - 1)


def root_from_path(index, size, leaf, path):
    """The root to which an audit path leads (RFC 6962, section 2.1.1)."""
    if size == 1:
        need(index == 0 and not path, "a path of the wrong length")
        return leaf
    need(path, "a path of the wrong length")
    k = split(size)
    if index < k:
        return sha256(b"\x01" + root_from_path(index, k, leaf, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_from_path(index - k, size - k, leaf, path[:-1]))


def roots_from_consistency(m, n, proof, old, whole=True):
    """Both roots to which a consistency proof leads (RFC 6962, section 2.1.2)."""
    if m == n:
        if whole:
            need(not proof, "a proof of the wrong length")
            return old, old
        need(len(proof) == 1, "a proof of the wrong length")
        return proof[0], proof[0]
    need(proof, "a proof of the wrong length")
    k, last = split(n), proof[-1]
    if m <= k:
        a, b = roots_from_consistency(m, k, proof[:-1], old, whole)
        return a, sha256(b"\x01" + b + last)
    a, b = roots_from_consistency(m - k, n - k, proof[:-1], old, False)
    return sha256(b"\x01" + last + a), sha256(b"\x01" + last + b)


def hashes(text, what):
    out = [base64.b64decode(line, validate=True) for line in text.split("\n") if line]
    need(all(len(one) == 32 for one in out), f"{what}: no hashes")
    return out


# --- canonical JSON (RFC 8785; events hold no fractions) ---


def canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(k) + ":" + canonical(value[k]) for k in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    need(not isinstance(value, float), "a fraction in an event")
    return json.dumps(value, ensure_ascii=False)


def read_json(data, what):
    def once(pairs):
        need(len({key for key, _ in pairs}) == len(pairs), f"{what}: a key twice")
        return dict(pairs)

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Wrong(f"{what}: no JSON")


def read_event(data, what):
    event = read_json(data, what)
    need(canonical(event).encode() == data, f"{what}: not canonical")
    return event


# --- the bundle ---

NAMES = re.compile(
    r"README\.md|README\.zh\.md|MANIFEST\.sha256|MANIFEST\.sha256\.note|checkpoint|vkey"
    r"|withheld\.jsonl|report\.html|(events|keys)/[1-9][0-9]*\.(json|tlog-proof)"
    r"|documents/[0-9a-f]{64}|consistency/(0|[1-9][0-9]*)-[1-9][0-9]*\.txt"
    r"|timestamps/(0|[1-9][0-9]*)-[1-9][0-9]*\.(tsr|checkpoint)"
)
REQUIRED = {
    "README.md", "README.zh.md", "MANIFEST.sha256", "MANIFEST.sha256.note", "checkpoint", "vkey",
    "withheld.jsonl", "report.html",
}


def read_files(path):
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            need(len(set(names)) == len(names), "a name twice in the archive")
            for name in names:
                need(NAMES.fullmatch(name), f"{name}: no file of a bundle")
            need(REQUIRED <= set(names), "a file of every bundle is missing")
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, EOFError, OSError) as problem:
        raise Wrong(f"the archive cannot be read: {problem}")


def check_manifest(files, keys):
    listed = {}
    for line in files["MANIFEST.sha256"].decode().splitlines():
        found = re.fullmatch(r"([0-9a-f]{64})  (.+)", line)
        need(found and found[2] not in listed, "a line of the manifest that cannot be read")
        listed[found[2]] = found[1]
    own = {"MANIFEST.sha256", "MANIFEST.sha256.note"}
    need(set(listed) == set(files) - own, "the manifest lists other files")
    for name, digest in listed.items():
        need(sha256(files[name]).hex() == digest, f"{name}: another SHA-256 than listed")
    text = open_note(files["MANIFEST.sha256.note"], keys, "the manifest's note").split("\n")
    need(len(text) == 4 and text[0] == "duebook-bundle/v1", "the note is of something else")
    digest = sha256(files["MANIFEST.sha256"]).hex()
    need(text[2] == digest, "the note is of another manifest")
    kind, _, number = text[1].partition(" ")
    need(kind in ("customer", "order", "invoice") and number, "the note has no subject")
    return kind, number


def check_inclusion(files, name, position, leaf, head):
    need(name in files, f"{name} is missing")
    first, mark, checkpoint = files[name].partition(b"\n\n")
    lines = first.decode().split("\n")
    need(mark and lines[0] == "c2sp.org/tlog-proof@v1", f"{name}: no proof")
    need(lines[1] == f"index {position - 1}", f"{name}: of another leaf")
    need(checkpoint == files["checkpoint"], f"{name}: of another checkpoint")
    _, size, root = head
    need(position <= size, f"{name}: beyond the tree")
    path = hashes("\n".join(lines[2:]), name)
    need(root_from_path(position - 1, size, leaf, path) == root, f"{name}: leads to another root")


def check_events(files, head, subject):
    places, documents, born, last = {}, set(), set(), ""
    numbers = sorted(int(n[7:-5]) for n in files if re.fullmatch(r"events/\d+\.json", n))
    for position in numbers:
        name = f"events/{position}.json"
        event = read_event(files[name], name)
        need(event["position"] == position, f"{name}: says another position")
        check_inclusion(files, f"events/{position}.tlog-proof", position,
                        sha256(b"\x00" + files[name]), head)
        need(event["recorded_at"] >= last, f"{name}: recorded before the one before it")
        last = event["recorded_at"]
        places[position] = event["customer"], event["version"]
        data = event["data"]
        if "document" in data:
            documents.add(data["document"]["sha256"])
        born_as = {"order.placed": ("order", "order"), "invoice.issued": ("invoice", "invoice"),
                   "late_fee.charged": ("invoice", "fee")}.get(event["type"])
        if born_as:
            born.add((born_as[0], data[born_as[1]]))
    for line in files["withheld.jsonl"].decode().splitlines():
        held = read_json(line.encode(), "withheld.jsonl")
        need(set(held) == {"position", "customer", "version", "leaf"}, "a line of withheld.jsonl")
        position = held["position"]
        need(position not in places, f"position {position} is there twice")
        places[position] = held["customer"], held["version"]
        check_inclusion(files, f"events/{position}.tlog-proof", position,
                        bytes.fromhex(held["leaf"]), head)
    proofs = {int(n[7:-11]) for n in files if re.fullmatch(r"events/\d+\.tlog-proof", n)}
    need(proofs == set(places), "a proof without its event")
    need(len({customer for customer, _ in places.values()}) <= 1, "events of several customers")
    versions = [version for _, (_, version) in sorted(places.items())]
    need(versions == list(range(1, len(versions) + 1)), "versions are missing or out of order")
    kind, number = subject
    if kind == "customer":
        need({number} == {customer for customer, _ in places.values()}, "events of somebody else")
    else:
        need(subject in born, "nothing of the subject is disclosed")
    for name in files:
        if name.startswith("documents/"):
            need(sha256(files[name]).hex() == name[10:], f"{name}: another hash")
            need(name[10:] in documents, f"{name}: no event names it")
    return len(numbers), len(places) - len(numbers)


def read_changes(files, head):
    """The changes of the key that are events of the log: position, old line, new line."""
    changes = []
    numbers = sorted(int(n[5:-5]) for n in files if re.fullmatch(r"keys/\d+\.json", n))
    for position in numbers:
        name = f"keys/{position}.json"
        event = read_event(files[name], name)
        need(event["type"] == "key.rotated" and event["customer"] == "$ledger"
             and event["position"] == position, f"{name}: no change of the key")
        check_inclusion(files, f"keys/{position}.tlog-proof", position,
                        sha256(b"\x00" + files[name]), head)
        old, new = event["data"]["old"], event["data"]["new"]
        need(Key(old).name == Key(new).name and old != new, f"{name}: not two keys of one log")
        changes.append((position, old, new))
    return changes


def older_checkpoints(files):
    """Name, size, proof and note of each."""
    found = []
    for name in files:
        if name.startswith("consistency/"):
            m, n = map(int, name[12:-4].split("-"))
            if files[name].startswith(b"\n"):
                proof, note = b"", files[name][1:]
            else:
                proof, _, note = files[name].partition(b"\n\n")
            found.append((m, n, name, proof, note))
    return sorted(found)


def signed_by(note, line):
    """Whether a key has signed a note, and nothing is wrong with it."""
    try:
        return bool(open_note(note, [Key(line)], "a note"))
    except Wrong:
        return False


def keys_back(files, changes, vkey):
    """The trusted key and those before it: a change counts if a checkpoint of the bundle that covers
    it is signed by both keys."""
    heads = [(m, note) for m, _, _, _, note in older_checkpoints(files)]
    heads.append((open_checkpoint(files["checkpoint"], [Key(vkey)], "checkpoint")[1],
                  files["checkpoint"]))
    lines, before = [vkey], float("inf")
    for position, old, new in reversed(changes):
        both = any(size >= position and signed_by(note, old) and signed_by(note, new)
                   for size, note in heads)
        if new == lines[-1] and position < before and both:
            lines.append(old)
            before = position
    return [Key(line) for line in lines]


def check_past(files, head, keys):
    origin, size, root = head
    older = {0: (sha256(b""), b""), size: (root, files["checkpoint"])}
    for m, n, name, proof, checkpoint in older_checkpoints(files):
        then = open_checkpoint(checkpoint, keys, name)
        need((then[0], then[1], n) == (origin, m, size) and m < n, f"{name}: other sizes or log")
        path = hashes(proof.decode(), name)
        if m == 0:
            need(not path and then[2] == sha256(b""), f"{name}: an empty tree has another root")
        else:
            a, b = roots_from_consistency(m, n, path, then[2])
            need((a, b) == (then[2], root), f"{name}: the log did not only grow")
        older[m] = then[2], checkpoint
    dated = {sha256(data) for name, data in files.items()
             if name.startswith("timestamps/") and name.endswith(".checkpoint")}
    texts = {checkpoint.rpartition(b"\n\n")[0] for _, checkpoint in older.values()}
    for name, data in files.items():
        if name.startswith("timestamps/") and name.endswith(".checkpoint"):
            need(data.rpartition(b"\n\n")[0] in texts, f"{name}: no checkpoint of this bundle")
        if name.endswith(".tsr"):
            need(any(b"\x04\x20" + imprint in data for imprint in dated), f"{name}: of other bytes")
    return {of: tree for of, (tree, _) in older.items()}


def check_elsewhere(path, head, older, keys):
    with open(path, "rb") as file:
        origin, size, root = open_checkpoint(file.read(), keys, path)
    need(origin == head[0], f"{path}: of another log")
    need(size <= head[1], f"{path}: larger than the bundle's")
    need(size in older, f"{path}: cannot be compared")
    need(older[size] == root, f"{path}: SPLIT VIEW, another root for {size} events")


def main(bundle, vkey, *checkpoints):
    given = Key(vkey)
    files = read_files(bundle)
    need(files["vkey"].decode().rstrip("\n") == vkey, "the bundle has another key")
    subject = check_manifest(files, [given])
    head = open_checkpoint(files["checkpoint"], [given], "checkpoint")
    need(head[0] == given.name, "the checkpoint is of another log")
    disclosed, withheld = check_events(files, head, subject)
    keys = keys_back(files, read_changes(files, head), vkey)
    older = check_past(files, head, keys)
    for path in checkpoints:
        check_elsewhere(path, head, older, keys)
    print(f"{' '.join(subject)}: {disclosed} disclosed, {withheld} withheld, log of {head[1]}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Wrong as why:
        print(why, file=sys.stderr)
        sys.exit(1)
    except (KeyError, ValueError, TypeError, IndexError, UnicodeDecodeError) as why:
        print(f"malformed: {type(why).__name__}: {why}", file=sys.stderr)
        sys.exit(1)
