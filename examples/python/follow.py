"""
Follows a race over /feed and prints the first of the field once a second. Needs the package `websockets` (10 or newer).

    python3 follow.py ws://localhost:8080/feed test
    python3 follow.py ws://localhost:8080/feed test --format json --trace

Written from SPEC.md and the test vectors alone: whatever happens to the connection it comes back, says what it holds, and is
sent what it has missed. The hash is compared after every message.
"""

import argparse
import asyncio
import json
import random
import signal
import sys

import websockets

from state import State
from wire import Malformed, OutOfStep, decode

# SPEC.md, "Close codes": it is no use coming back after these.
FINAL = {1002, 1003, 1007, 1008, 1009, 4400, 4401, 4402, 4404, 4410, 4411, 4412}


class Finished(Exception):
    """The server will not have us back."""


class Follower:
    def __init__(self, options):
        self.options, self.state = options, None
        self.awaits_snapshot, self.error, self.comes_back_after = True, None, None

    async def follow(self):
        """Until it is cancelled, or the server says that it is no use."""
        attempt = 0
        while True:
            try:
                if await self.connection():
                    attempt = 0
            except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException) as lost:
                print(f"lost: {lost!r}", file=sys.stderr)
            longest = min(30, self.options.retry * 2**attempt)
            wait = random.uniform(0, longest) if self.comes_back_after is None else self.comes_back_after
            self.comes_back_after = None
            attempt += 1
            await asyncio.sleep(wait)

    async def connection(self):
        """One connection from its beginning to its end; whether anything of the race came."""
        subprotocol = f"racecast.v1.{self.options.format}"
        came = False
        async with websockets.connect(
            self.options.url, subprotocols=[subprotocol], compression=None, max_size=None, ping_interval=None
        ) as ws:
            if ws.subprotocol != subprotocol:
                raise Finished(f"the server does not speak {subprotocol}")
            silence = 10
            self.awaits_snapshot = self.state is None
            try:
                while True:
                    data = await asyncio.wait_for(ws.recv(), silence)
                    message = self.read(data)
                    if message is None:
                        await self.subscribe(ws, resume=False)
                        continue
                    kind = message["type"]
                    if kind == "welcome":
                        silence = message["heartbeatMs"] * 2.5 / 1000
                        if self.options.key:
                            await say(ws, {"type": "authorize", "key": self.options.key})
                        await self.subscribe(ws, resume=True)
                    elif kind == "ping":
                        await say(ws, {"type": "pong", "seq": message["seq"]})
                    elif kind in ("snapshot", "delta"):
                        came = True
                        if not self.take(message):
                            await self.subscribe(ws, resume=False)
                    elif kind == "bye":
                        self.comes_back_after = message["reconnectAfterMs"] / 1000
                        return came
                    elif kind == "error":
                        self.error = message
            except websockets.exceptions.ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else None
                if code in FINAL:
                    raise Finished((self.error or {}).get("message", f"closed with {code}")) from closed
        return came

    async def subscribe(self, ws, resume):
        asked = {"type": "subscribe", "race": self.options.race}
        if self.options.every:
            asked["every"] = self.options.every
        if resume and self.state:
            asked["resume"] = {"epoch": self.state.epoch, "seq": self.state.seq}
        else:
            self.awaits_snapshot = True
        await say(ws, asked)

    def read(self, data):
        """The message; None where it cannot be used, so that everything has to be sent anew."""
        if isinstance(data, str):
            return json.loads(data)
        try:
            return decode(data, None if self.awaits_snapshot else self.state)
        except OutOfStep:
            return {"type": "not yet"} if self.awaits_snapshot else None
        except Malformed as error:
            print(f"malformed: {error}", file=sys.stderr)
            return None

    def take(self, message):
        """Whether the state agrees with the message's hash afterwards."""
        if message["type"] == "snapshot":
            self.state = State(message)
            self.awaits_snapshot = False
        elif self.awaits_snapshot:
            return True
        else:
            try:
                self.state.apply(message)
            except OutOfStep:
                return False
        if self.state.hash != message["hash"]:
            print(f"at {self.state.seq} the hash is {self.state.hash}, not {message['hash']}", file=sys.stderr)
            return False
        self.show(message)
        return True

    def show(self, message):
        if self.options.trace:
            line = {"epoch": self.state.epoch, "seq": self.state.seq, "hash": self.state.hash}
            print(json.dumps(line | {"type": message["type"], "how": message.get("reason", "")}), flush=True)
            return
        first = [f"{entry['bib']} {entry['name'] or 'anonymous'}" for entry, _, _ in self.state.board()]
        print(f"{self.state.race['name']}  {self.state.seq}  " + "  ".join(first[:5]), flush=True)


async def say(ws, message):
    """What cannot be said any more need not be: there may still be something to read, such as `bye`."""
    try:
        await ws.send(json.dumps(message))
    except websockets.exceptions.ConnectionClosed:
        pass


def options():
    parser = argparse.ArgumentParser(description="Follows a race.")
    parser.add_argument("url", help="ws://host:port/feed")
    parser.add_argument("race", help="slug or runId")
    parser.add_argument("--format", choices=["bin", "json"], default="bin")
    parser.add_argument("--every", type=int, choices=[1, 5, 15])
    parser.add_argument("--key", help="for a private race")
    parser.add_argument("--trace", action="store_true", help="a line of JSON for each message")
    parser.add_argument("--state", metavar="FILE", help="where to write the state at the end")
    parser.add_argument("--retry", type=float, default=1, help="the first wait before coming back, s at most")
    return parser.parse_args()


async def main():
    follower = Follower(options())
    following = asyncio.ensure_future(follower.follow())
    told = asyncio.Event()
    for end in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(end, told.set)
    try:
        await asyncio.wait(
            {following, asyncio.ensure_future(told.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        # `wait_for` loses a cancellation that meets a message (Python before 3.12): asked until it has ended.
        while not following.done():
            following.cancel()
            await asyncio.wait({following}, timeout=0.1)
        if not following.cancelled():
            following.result()
    except Finished as why:
        sys.exit(str(why))
    finally:
        if follower.options.state and follower.state:
            with open(follower.options.state, "w", encoding="utf-8") as file:
                json.dump(follower.state.as_json(), file)


if __name__ == "__main__":
    asyncio.run(main())
