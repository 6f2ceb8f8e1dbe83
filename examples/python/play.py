"""
Serves a recorded session as a gateway would, for work without one. Needs the package `websockets` (10 or newer).

    python3 play.py ../../gateway/protocol/vectors/session.jsonl --port 8081 --speed 10
    python3 follow.py ws://localhost:8081/feed test

Whoever subscribes is sent what the recorded viewer was sent, at the pace at which it was; who comes back after the recorded
`bye` with what it held is sent how that went on. What the client asks for beside that is not heeded.
"""

import argparse
import asyncio
import json

import websockets


def connections(path):
    """What the recorded viewer was sent, connection by connection."""
    found = []
    with open(path, encoding="utf-8") as file:
        for line in map(json.loads, file):
            if line["from"] != "server":
                continue
            if line["json"]["type"] == "welcome":
                found.append([])
            found[-1].append(line)
    return found


def after(recorded, resume):
    """How it goes on for who holds `resume`; from the beginning where nobody ever held that."""
    for i, lines in enumerate(recorded):
        for j, line in enumerate(lines):
            message = line["json"]
            if message["type"] in ("snapshot", "delta") and held_after(message) == resume:
                rest = lines[j + 1 :]
                goes_on = any(line["json"]["type"] in ("snapshot", "delta") for line in rest)
                return lines[1:2] + rest if goes_on else recorded[(i + 1) % len(recorded)][1:]
    return recorded[0][1:]


def held_after(message):
    return {"epoch": message["epoch"], "seq": message["seq"]}


async def play(ws, recorded, speed):
    binary = ws.subprotocol == "racecast.v1.bin"

    async def send(line):
        await ws.send(bytes.fromhex(line["hex"]) if binary and "hex" in line else json.dumps(line["json"]))

    welcome = recorded[0][0]
    await send({"json": welcome["json"] | {"protocol": ws.subprotocol}})
    while (asked := json.loads(await ws.recv()))["type"] != "subscribe":
        pass
    lines = after(recorded, asked.get("resume"))
    answers = asyncio.ensure_future(ignore(ws))
    now = lines[0]["at"]
    for line in lines:
        if speed:
            await asyncio.sleep(max(0, line["at"] - now) / 1000 / speed)
        now = line["at"]
        await send(line)
    if lines[-1]["json"]["type"] == "bye":
        await ws.close(1001, "the server is going away")
    await answers


async def ignore(ws):
    try:
        async for _ in ws:
            pass
    except websockets.exceptions.ConnectionClosed:
        pass


async def main():
    parser = argparse.ArgumentParser(description="Serves a recorded session.")
    parser.add_argument("session")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--speed", type=float, default=1, help="times as fast; 0 for at once")
    options = parser.parse_args()
    recorded = connections(options.session)

    async def serve(ws):
        await play(ws, recorded, options.speed)

    subprotocols = ["racecast.v1.bin", "racecast.v1.json"]
    async with websockets.serve(
        serve, "127.0.0.1", options.port, subprotocols=subprotocols, compression=None, ping_interval=None
    ) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"ws://localhost:{port}/feed", flush=True)
        await asyncio.Future()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
