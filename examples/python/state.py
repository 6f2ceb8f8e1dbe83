"""The state of a race, and how messages change it (SPEC.md, "State" and "Hash")."""

from wire import OutOfStep

LOG_KEPT = 200
NO_PASSAGE = 2**31 - 1


def position_hash(position):
    """H-1."""
    h = 0x811C9DC5
    for i in range(8):
        field = position[i] if i < len(position) else 0
        h = (h ^ field % 2**32) * 0x01000193 % 2**32
    h = (h ^ h >> 16) * 0x85EBCA6B % 2**32
    h = (h ^ h >> 13) * 0xC2B2AE35 % 2**32
    return h ^ h >> 16


class State:
    def __init__(self, snapshot):
        self.epoch, self.seq, self.race = snapshot["epoch"], snapshot["seq"], snapshot["race"]
        self.roster = {entry["id"]: entry for entry in snapshot["roster"]}
        self.facts = {facts["id"]: facts for facts in snapshot["facts"]}
        self.front = dict(snapshot["front"])
        self.log = list(snapshot["log"])
        self.positions, self.hash = {}, 0
        self.place(snapshot["positions"])

    def place(self, positions):
        """H-2: the hash of the old position out, that of the new one in."""
        for position in positions:
            old = self.positions.get(position[0])
            self.hash += position_hash(position) - (position_hash(old) if old else 0)
            self.positions[position[0]] = position
        self.hash %= 2**32

    def apply(self, delta):
        """S-2, S-3, S-4."""
        if (delta["epoch"], delta.get("since", delta["seq"] - 1)) != (self.epoch, self.seq):
            raise OutOfStep
        self.seq = delta["seq"]
        self.race = delta.get("race", self.race)
        self.roster.update((entry["id"], entry) for entry in delta.get("roster", []))
        for cell, t in delta.get("front", []):
            self.pass_cell(cell, t)
        self.place(delta["positions"])
        for entry in delta["log"]:
            self.learn(entry)
        self.log = (self.log + delta["log"])[-LOG_KEPT:]

    def pass_cell(self, cell, t):
        """S-6."""
        if t == NO_PASSAGE:
            self.front.pop(cell, None)
        else:
            self.front[cell] = t

    def learn(self, entry):
        kind, t = entry["kind"], entry["t"]
        if "id" not in entry:
            return
        facts = self.facts.setdefault(entry["id"], {"id": entry["id"]})
        if kind in ("start", "finish"):
            facts[kind] = t
        elif kind == "split":
            splits = facts.setdefault("splits", [])
            splits += [None] * (entry["km"] - len(splits))
            splits[entry["km"] - 1] = t
        elif kind == "fenceIn":
            facts.setdefault("visits", []).append([t, None])
        elif kind == "fenceOut" and facts.get("visits"):
            facts["visits"][-1][1] = t
        elif kind == "standing" and entry["standing"] == "entered":
            facts.pop("standingSince", None)
        elif kind == "standing":
            facts["standingSince"] = t
        elif kind == "correction":
            self.take_back(facts, entry)

    def take_back(self, facts, entry):
        of = entry["of"]
        if of in ("start", "finish"):
            facts.pop(of, None)
        elif of == "split" and entry["km"] <= len(facts.get("splits", [])):
            facts["splits"][entry["km"] - 1] = None
        elif of == "fenceIn" and facts.get("visits"):
            facts["visits"].pop()
        elif of == "fenceOut" and facts.get("visits"):
            facts["visits"][-1][1] = None

    def board(self):
        """The field by finish and distance: who, how far, when finished."""
        def rank(position):
            finish = self.facts.get(position[0], {}).get("finish")
            return (finish is None, finish if finish is not None else -position[1])

        for position in sorted(self.positions.values(), key=rank):
            entry = self.roster.get(position[0])
            if entry and entry["role"] == "competitor" and entry["standing"] == "entered":
                yield entry, position[1], self.facts.get(position[0], {}).get("finish")

    def as_json(self):
        ids = sorted(self.positions)
        return {
            **{"epoch": self.epoch, "seq": self.seq, "hash": self.hash, "race": self.race, "log": self.log},
            "roster": [self.roster[i] for i in sorted(self.roster)],
            "positions": [self.positions[i] for i in ids],
            "facts": [self.facts[i] for i in sorted(self.facts)],
            "front": sorted(map(list, self.front.items())),
        }
