"""
Holds wire.py and state.py to the test vectors: python3 check_vectors.py ../../gateway/protocol/vectors/vectors.json
"""

import json
import sys

from state import State, position_hash
from wire import Bits, Malformed, OutOfStep, Reader, decode
from wire import following, following_speed, predicted_cm, smoothed, step_of, velocity_of_step


def same(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}: {found}, not {wanted}")


def main(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    count = 0
    for name in ("uvar", "svar"):
        for v in vectors[name]:
            same(getattr(Reader(bytes.fromhex(v["hex"])), name)(), v["value"], name)
    for v in vectors["number"]:
        same(Bits(Reader(bytes.fromhex(v["hex"]))).number(v["parameter"]), v["value"], "number")
    for v in vectors["predicted"]:
        same(predicted_cm(v["cm"], v["speed"], v["elapsedMs"]), v["predicted"], "predicted")
    for v in vectors["smoothed"]:
        same(smoothed(v["speed"], v["velocity"], v["elapsedMs"]), v["smoothed"], "smoothed")
    for v in vectors["followingSpeed"]:
        found = following_speed(v["speed"], v["velocity"], v["elapsedMs"], v["fixMs"])
        same(found, v["following"], "followingSpeed")
    for v in vectors["step"]:
        cm = step_of(v["velocity"], v["fixMs"])
        same((cm, velocity_of_step(cm, v["fixMs"])), (v["cm"], v["velocityOfStep"]), "step")
    for v in vectors["hash"]:
        same(sum(map(position_hash, v["positions"])) % 2**32, v["hash"], "hash")
    for v in vectors["velocity"] + vectors["followingVelocity"]:
        held = [1, v["fromCm"], v["fromMs"], 0, 0, 0]
        same(following(held, v["toMs"], v["toCm"], 0)[0], v["velocity"], "velocity")
    for viewer in {frame["viewer"] for frame in vectors["frames"]}:
        state = None
        for frame in frames_of(vectors, viewer):
            data = bytes.fromhex(frame["hex"])
            message = decode(data, state)
            if message.get("since") == message["seq"] - 1:
                del message["since"]
            same(message, frame["json"], frame["name"])
            refuse_prefixes(data, state)
            if message["type"] == "snapshot":
                told = State(message)
                same_state(state or told, told)
                state = told
            else:
                state.apply(message)
            same(state.hash, message["hash"], f"the hash after {frame['name']}")
            count += 1
    print(f"{count} frames, {refuse_malformed(vectors)} malformed")


def frames_of(vectors, viewer):
    return (frame for frame in vectors["frames"] if frame["viewer"] == viewer)


def same_state(held, told):
    """S-1."""
    for part in ("epoch", "seq", "hash", "race", "roster", "positions", "facts", "front", "log"):
        same(getattr(held, part), getattr(told, part), part)


def refuse_malformed(vectors):
    """Each as read by who holds the first snapshot of the rare cases."""
    state = State(next(frames_of(vectors, "rare cases"))["json"])
    for message in vectors["malformed"]:
        try:
            decode(bytes.fromhex(message["hex"]), state)
        except Malformed:
            continue
        sys.exit(f"{message['what']} is taken for a message ({message['rule']})")
    return len(vectors["malformed"])


def refuse_prefixes(data, state):
    """B-2."""
    for length in range(len(data)):
        try:
            decode(data[:length], state)
        except (Malformed, OutOfStep):
            continue
        sys.exit(f"{length} bytes of {data.hex()} are taken for a message")


if __name__ == "__main__":
    main(sys.argv[1])
