#!/usr/bin/env python3
"""How polite a crawl is, measured at the servers: `tests/politeness.py target/release/arobase [REQUESTS]`.

Sixty sites on forty addresses of this machine (two sites share every second address) are crawled with a pause of 200 ms
until so many requests (10,000 without a number) have come. The servers write down when each connection was opened
and closed, when each request came and when its answer was sent. At the end none of these may have happened:
a request sooner than the pause after the last answer, to one site or to one address; two connections at a time to
one site or to one address. Ends with 0 where all held. Linux only: it serves on 127.0.0.11 to 127.0.0.50. Standard library only.
"""
import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAUSE = 0.2
ADDRESSES = [f"127.0.0.{n}" for n in range(11, 51)]
SITES = {f"mairie-{n}.test": ADDRESSES[n % 40] for n in range(60)}


class Log:
    def __init__(self):
        self.open = {}          # address -> connections open now
        self.ended = {}         # site or address -> when its last answer had been sent
        self.busy = {}          # site -> requests being answered
        self.requests = 0
        self.connections = 0
        self.faults = []
        self.gaps = []

    def fault(self, text):
        self.faults.append(text)


def page(site, number, pages):
    links = "".join(f"<a href='/p/{n}'>Page {n}</a> " for n in (2 * number + 1, 2 * number + 2) if n < pages)
    return f"<!doctype html><title>{site} {number}</title><p>Page {number} de {site}. {links}".encode()


async def serve(address, port, log, pages):
    async def talk(reader, writer):
        log.connections += 1
        log.open[address] = log.open.get(address, 0) + 1
        if log.open[address] > 1:
            log.fault(f"{log.open[address]} connections at a time to {address}")
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                now = time.monotonic()
                path = head.split(" ", 2)[1]
                lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                site = lines["host"].rsplit(":", 1)[0]
                log.requests += 1
                for key in (site, address):
                    if key in log.ended:
                        gap = now - log.ended[key]
                        log.gaps.append(gap)
                        if gap < PAUSE:
                            log.fault(f"{gap * 1000:.1f} ms after the last answer of {key}: {path}")
                if log.busy.get(site):
                    log.fault(f"two requests at a time to {site}")
                log.busy[site] = True
                number = 0 if path == "/" else int(path.rsplit("/", 1)[1]) if path.startswith("/p/") else None
                body = b"" if number is None else page(site, number, pages)
                status = "404 Not Found" if number is None else "200 OK"
                closing = "close" if lines.get("connection") == "close" else "keep-alive"
                # Before it is sent: a busy machine may stop this program right after, while the client goes on.
                log.busy[site] = False
                log.ended[site] = log.ended[address] = time.monotonic()
                writer.write(f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\nConnection: {closing}\r\n\r\n".encode() + body)
                await writer.drain()
                if closing == "close":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            log.open[address] -= 1
            writer.close()
    return await asyncio.start_server(talk, address, port)


async def main(program, wanted):
    log = Log()
    pages = wanted // len(SITES) + 1
    first = await serve(ADDRESSES[0], 0, log, pages)
    port = first.sockets[0].getsockname()[1]
    servers = [first] + [await serve(address, port, log, pages) for address in ADDRESSES[1:]]
    with tempfile.TemporaryDirectory() as home:
        hosts = "\n".join(f'"{site}" = "{address}"' for site, address in SITES.items())
        Path(home, "arobase.toml").write_text(f'contact = "test@ville.example"\n[lab]\nallow = ["127.0.0.0/8"]\n[lab.hosts]\n{hosts}\n')
        began = time.monotonic()
        crawl = await asyncio.create_subprocess_exec(
            program, "-C", home, "crawl", "--delay", str(PAUSE), "--budget", str(pages + 10), "--min-free", "0",
            *(f"http://{site}:{port}/" for site in SITES), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        code = await crawl.wait()
        took = time.monotonic() - began
    for server in servers:
        server.close()
    gaps = sorted(log.gaps)
    print(f"{log.requests} requests in {took:.0f} s over {log.connections} connections to {len(SITES)} sites on {len(ADDRESSES)} addresses; exit {code}")
    print(f"shortest gap {gaps[0] * 1000:.2f} ms, promised {PAUSE * 1000:.0f} ms; median {gaps[len(gaps) // 2] * 1000:.1f} ms")
    for fault in log.faults[:20]:
        print("FAULT", fault)
    print(f"{len(log.faults)} faults")
    sys.exit(0 if code == 0 and not log.faults and log.requests >= wanted else 1)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
