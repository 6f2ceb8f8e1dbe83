"""Reads a binary message of racecast.v1.bin (SPEC.md, "Binary encoding"). Standard library only."""

import json

INT32 = range(-(2**31), 2**31)
SAFE = 2**53


class Malformed(Exception):
    """Not a message of the protocol."""


class OutOfStep(Exception):
    """A message that follows something else than what is held (B-20)."""


def rounded(a, b):
    """a / b to the nearest whole number, halves up (M-1)."""
    return (2 * a + b) // (2 * b)


def to_32_bits(n):
    return max(INT32.start, min(INT32.stop - 1, n))


def unfolded(n):
    """B-4."""
    return n // 2 if n % 2 == 0 else -(n + 1) // 2


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def u8(self):
        return self.take(1)[0]

    def u32(self):
        return int.from_bytes(self.take(4), "big")

    def take(self, length):
        if length > len(self.data) - self.at:
            raise Malformed(f"it ends at byte {len(self.data)}")
        self.at += length
        return self.data[self.at - length : self.at]

    def uvar(self):
        """B-3."""
        value = 0
        for i in range(8):
            byte = self.u8()
            value |= (byte & 127) << 7 * i
            if byte < 128:
                if (byte == 0 and i > 0) or value >= SAFE:
                    break
                return value
        raise Malformed(f"a number before byte {self.at} is too long or too large")

    def svar(self):
        return unfolded(self.uvar())

    def maybe(self):
        """B-13."""
        n = self.uvar()
        return None if n == 0 else unfolded(n - 1)

    def count(self):
        """B-6: every element takes a byte at least."""
        n = self.uvar()
        if n > len(self.data) - self.at:
            raise Malformed(f"no room for {n} elements")
        return n

    def text(self):
        try:
            return self.take(self.count()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed("a text is not UTF-8") from error

    def json(self):
        try:
            return json.loads(self.text())
        except ValueError as error:
            raise Malformed("a text is not JSON") from error


class Bits:
    """B-16."""

    def __init__(self, reader):
        self.reader, self.byte, self.left = reader, 0, 0

    def bit(self):
        if self.left == 0:
            self.byte, self.left = self.reader.u8(), 8
        self.left -= 1
        return self.byte >> self.left & 1

    def bits(self, count):
        value = 0
        for _ in range(count):
            value = value << 1 | self.bit()
        return value

    def ones(self, most):
        n = 0
        while n < most and self.bit():
            n += 1
        return n

    def number(self, k):
        q = self.ones(20)
        if q < 20:
            return q << k | self.bits(k)
        n = self.bits(34)
        if n < 20 << k:
            raise Malformed(f"{n} is longer than it needs to be")
        return n

    def signed(self, k):
        return unfolded(self.number(k))

    def end(self):
        if self.byte & (1 << self.left) - 1:
            raise Malformed("the last byte of the bits is not filled with zeros")


def whole(value):
    return type(value) is int and abs(value) < SAFE


def text(value):
    return type(value) is str


def boolean(value):
    return type(value) is bool


def number(value):
    return type(value) in (int, float)


def spans(value):
    return type(value) is list and all(has(span, {"from": whole, "to": whole_or_null}) for span in value)


def whole_or_null(value):
    return value is None or whole(value)


def waves(value):
    return type(value) is list and all(has(wave, {"wave": text, "startTime": whole}) for wave in value)


def has(value, fields):
    """B-10: whether it is an object with these fields of these types; it may have others (B-21)."""
    return type(value) is dict and all(name in value and fits(value[name]) for name, fits in fields.items())


REASONS = ["subscribed", "epoch", "behind", "tooOld", "ahead", "roster"]
STANDINGS = ["entered", "DNS", "DNF", "DSQ"]
STATUSES = ["scheduled", "started", "paused", "finished", "official"]
KINDS = ["start", "split", "fenceIn", "fenceOut", "finish", "standing", "status", "gap", "correction"]
LAST_KM, LAST_CELL = 21_474, 2_147_484
RACE = dict.fromkeys(["runId", "slug", "name", "course", "courseHash"], text) | {
    **{"kind": ["simulated", "replay", "live"].__contains__, "status": STATUSES.__contains__},
    **{"startTime": whole, "waves": waves, "fixIntervalS": number, "playoutDelayMs": number},
    **{"pauses": spans, "gaps": spans, "finishedAt": whole_or_null, "simulated": boolean},
}
ENTRY = dict.fromkeys(["bib", "name", "club", "category", "wave"], text) | {
    **{"id": lambda value: whole(value) and value > 0, "anonymous": boolean},
    **{"role": ["competitor", "pacer", "lead", "sweep"].__contains__, "standing": STANDINGS.__contains__},
}


def decode(data, state):
    """A binary message as the JSON message that says the same. `state` is what is held, None before the first snapshot."""
    reader = Reader(data)
    kind = reader.u8()
    if kind == 1:
        message = snapshot(reader)
    elif kind == 2:
        message = delta(reader, state)
    else:
        raise Malformed(f"{kind} is no kind of message")
    if reader.at != len(data):
        raise Malformed("something is left over")
    return message


def snapshot(reader):
    """B-8."""
    flags = reader.u8()
    if flags & 63:
        raise Malformed("unknown flags")
    message = {"type": "snapshot", "reason": chosen(REASONS, reader.u8())}
    message |= {"epoch": reader.uvar(), "seq": reader.uvar(), "hash": reader.u32(), "lag": lag(reader, flags)}
    message |= {"race": race(reader), "roster": roster(reader), "positions": positions(reader)}
    return message | {"facts": facts(reader), "front": front(reader), "log": log(reader)}


def delta(reader, state):
    """B-7."""
    flags = reader.u8()
    if flags & 32 and not flags & 16:
        raise Malformed("no positions are predicted")
    epoch, seq, steps = reader.uvar(), reader.uvar(), reader.uvar()
    if steps == 0 or steps > seq:
        raise Malformed("it follows nothing")
    message = {"type": "delta", "epoch": epoch, "seq": seq, "since": seq - steps, "hash": reader.u32()}
    message |= {"lag": lag(reader, flags), "positions": [], "log": []}
    if flags & 1:
        message["race"] = race(reader)
    if flags & 2:
        message["roster"] = roster(reader)
    if flags & 4:
        message["front"] = front(reader)
    if flags & 8:
        message["log"] = log(reader)
    if flags & 32:
        if state is None or (epoch, seq - steps) != (state.epoch, state.seq):
            raise OutOfStep
        message["positions"] = predicted(reader, state)
    elif flags & 16:
        message["positions"] = positions(reader)
    return message


def chosen(names, i):
    if i >= len(names):
        raise Malformed(f"{i} is not one of {names}")
    return names[i]


def within(value, least, most):
    """B-19."""
    if not least <= value <= most:
        raise Malformed(f"{value} is not from {least} to {most}")
    return value


def time_of(value):
    return within(value, 1 - SAFE, SAFE - 1)


def lag(reader, flags):
    """B-9."""
    sent = reader.uvar()
    end = sent - reader.svar()
    start = end - reader.svar()
    published = start - reader.svar() if flags & 128 else None
    measured = start - reader.svar() if flags & 64 else None
    for at in (end, start, published, measured):
        time_of(at or 0)
    return dict(measuredAt=measured, publishedAt=published, pollStart=start, pollEnd=end, sentAt=sent)


def race(reader):
    """B-10."""
    found = reader.json()
    if not has(found, RACE):
        raise Malformed("the race lacks a field, or has a wrong one")
    return found


def roster(reader):
    """B-10."""
    table = reader.json()
    if type(table) is not list or not table or any(type(row) is not list for row in table) or not all(map(text, table[0])):
        raise Malformed("the roster is no table")
    names, *rows = table
    entries = [{name: value for name, value in zip(names, row) if value is not None} for row in rows]
    if not all(has(entry, ENTRY) for entry in entries):
        raise Malformed("an entry lacks a field, or has a wrong one")
    return entries


def log(reader):
    """B-11."""
    entries, n, t, who = [], 0, 0, 0
    for _ in range(reader.count()):
        kind = reader.u8()
        n = within(n + 1 + (reader.uvar() if kind & 16 else 0), 1, SAFE - 1)
        t = time_of(t + reader.svar())
        name = chosen(KINDS, kind & ~16)
        entry = {"n": n, "kind": name, "t": t}
        if name not in ("status", "gap"):
            who = within(who + reader.svar(), 1, SAFE - 1)
            entry["id"] = who
        if name == "split":
            entry["km"] = within(reader.uvar(), 1, LAST_KM)
        elif name == "standing":
            entry["standing"] = chosen(STANDINGS, reader.u8())
        elif name == "status":
            entry["status"] = chosen(STATUSES, reader.u8())
        elif name == "gap":
            entry["from"] = time_of(t + reader.svar())
            entry["to"] = time_of(entry["from"] + reader.svar())
        elif name == "correction":
            entry |= {"takesBack": within(reader.uvar(), 1, SAFE - 1), "of": chosen(KINDS[:5], reader.u8())}
            km = within(reader.uvar(), 0, LAST_KM)
            entry |= {"km": km} if km else {}
            entry["reason"] = reader.text()
        entries.append(entry)
    return entries


def front(reader):
    """B-12."""
    passages, cell, t = [], -1, 0
    for _ in range(reader.count()):
        cell = within(cell + 1 + reader.uvar(), 0, LAST_CELL)
        t = time_of(t + reader.svar())
        passages.append([cell, t])
    return passages


def facts(reader):
    """B-13."""
    all_facts, who, seen = [], 0, set()
    for _ in range(reader.count()):
        who = within(who + reader.svar(), 1, SAFE - 1)
        if who in seen:
            raise Malformed(f"{who} has facts twice")
        seen.add(who)
        which = within(reader.u8(), 0, 31)
        known = {"id": who}
        if which & 1:
            known["start"] = reader.svar()
        if which & 2:
            known["finish"] = reader.svar()
        if which & 4:
            known["visits"], last = [], 0
            for _ in range(reader.count()):
                came = time_of(last + reader.svar())
                stayed = reader.maybe()
                last = time_of(came if stayed is None else came + stayed)
                known["visits"].append([came, None if stayed is None else last])
        if which & 8:
            known["splits"], last = [], 0
            for _ in range(reader.count()):
                later = reader.maybe()
                last = time_of(last + (later or 0))
                known["splits"].append(None if later is None else last)
        if which & 16:
            known["standingSince"] = reader.svar()
        all_facts.append(known)
    return all_facts


def checked(position):
    """B-19."""
    who, *columns = position
    if not 0 < who < 2**52 or any(n not in INT32 for n in columns) or position[5] < 0:
        raise Malformed(f"{position} is out of range")
    if len(position) == 8 and (abs(position[6]) > 90_000_000 or abs(position[7]) > 180_000_000):
        raise Malformed(f"{position} is not on Earth")
    if position[6:] == [0, 0]:
        raise Malformed(f"{who} is off the course at 0, 0")
    return position


def positions(reader):
    """B-14."""
    rows, who, t = [], 0, 0
    for _ in range(reader.count()):
        step = reader.uvar()
        who += 1 + step // 2
        cm = reader.svar()
        t += reader.svar()
        velocity = reader.svar()
        speed = velocity + reader.svar()
        row = [who, cm, t, velocity, speed, reader.uvar()]
        rows.append(checked(row + [reader.svar(), reader.svar()] if step % 2 else row))
    return rows


def predicted_cm(cm, v, ms):
    """M-4."""
    return to_32_bits(cm + rounded(v * max(0, min(600_000, ms)), 10_000))


def following(held, t, cm, fix_ms):
    """M-5: velocity and speed."""
    _, cm1, t1, _, speed, *_ = held
    velocity = to_32_bits(rounded((cm - cm1) * 10_000, t - t1)) if t > t1 else 0
    return velocity, following_speed(speed, velocity, t - t1, fix_ms)


def following_speed(speed, velocity, elapsed, fix_ms):
    """M-5."""
    if elapsed > 0:
        n = max(1, min(64, rounded(elapsed, fix_ms))) if fix_ms else 1
        ms = min(600_000, rounded(elapsed, n))
        for _ in range(n):
            speed = smoothed(speed, velocity, ms)
    return to_32_bits(speed)


def smoothed(speed, velocity, ms):
    """M-3."""
    return rounded(speed * 15_000 + velocity * ms, 15_000 + ms)


def step_of(velocity, fix_ms):
    """M-6: the whole cm between two fixes."""
    return rounded(velocity * fix_ms, 10_000)


def velocity_of_step(cm, fix_ms):
    """M-6."""
    return rounded(cm * 10_000, fix_ms)


def predicted(reader, state):
    """B-15, B-17, B-18."""
    time, fix_ms = reader.svar(), reader.uvar()
    if time not in INT32 or fix_ms > 60_000:
        raise Malformed("the time of the fixes is out of range")
    bits = Bits(reader)
    by_speed = bits.bit()
    order = [bits.bits(3) for _ in range(5)]
    if sorted(order) != [0, 1, 2, 3, 4]:
        raise Malformed(f"{order} are not the five kinds")
    k_cm, k_velocity, k_speed, k_time, k_flags, k_place = [bits.bits(5) for _ in range(6)]
    rows = []
    for who in sorted(state.positions):
        held = state.positions[who]
        kind = order[bits.ones(4)]
        if kind == 0:
            continue
        own = bits.bits(4) if kind == 4 else 0
        t = time + bits.signed(k_time) if own & 8 else time
        cm = predicted_cm(held[1], held[4] if by_speed else held[3], t - held[2])
        if kind != 1:
            cm += bits.signed(k_cm)
        velocity, speed = following(held, t, cm, fix_ms)
        if kind == 3 and fix_ms:
            velocity = velocity_of_step(step_of(velocity, fix_ms) + bits.signed(k_velocity), fix_ms)
        elif kind == 3 or own & 4:
            velocity += bits.signed(k_velocity)
        if kind == 3 or own & 4:
            speed += bits.signed(k_speed)
        row = [who, cm, t, velocity, speed, bits.number(k_flags) if own & 2 else held[5]]
        lat, lon = held[6:8] if len(held) == 8 else (0, 0)
        if kind != 4 and (lat or lon):
            row += [lat, lon]
        elif own & 1:
            row += [lat + bits.signed(k_place), lon + bits.signed(k_place)]
        rows.append(checked(row))
    bits.end()
    new = positions(reader)
    if any(row[0] in state.positions for row in new):
        raise Malformed("who is told as new is known already")
    return sorted(rows + new)
