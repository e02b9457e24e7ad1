"""Telethon receiving: says that it is ready, then answers each line on standard input with what it has counted."""
import asyncio
import json
import resource
import sys
import urllib.request

from telethon import TelegramClient, events
from telethon.crypto import rsa
from telethon.sessions import StringSession

ARGUMENTS = json.loads(sys.argv[1])
READY, PHONE = ARGUMENTS["ready"], ARGUMENTS["phone"]


async def main():
    rsa.add_key(READY["publicKeyPem"], old=False)
    dc = READY["dcs"][0]
    session = StringSession()
    session.set_dc(dc["id"], dc["host"], dc["port"])
    client = TelegramClient(session, 1, "hash")
    count = 0

    @client.on(events.NewMessage(incoming=True))
    async def on_message(_event):
        nonlocal count
        count += 1

    await client.connect()
    await client.send_code_request(PHONE)
    code = json.load(urllib.request.urlopen(f"{READY['control']}/codes/{PHONE}"))["code"]
    await client.sign_in(PHONE, code)
    await client.get_dialogs()
    print(json.dumps({"type": "ready"}), flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while await lines.readline():
        usage = resource.getrusage(resource.RUSAGE_SELF)
        cpu_us = int((usage.ru_utime + usage.ru_stime) * 1e6)
        print(json.dumps({"count": count, "cpuUs": cpu_us, "rssBytes": usage.ru_maxrss * 1024}), flush=True)


asyncio.get_event_loop().run_until_complete(main())
