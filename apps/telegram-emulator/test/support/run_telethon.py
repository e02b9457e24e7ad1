"""Steps of the Telethon test: reads a ready line on argument 1, writes one JSON line with what it saw."""
import asyncio
import json
import sys
import urllib.request

from telethon import TelegramClient, events
from telethon.crypto import rsa
from telethon.network import connection as connections
from telethon.sessions import StringSession

READY = json.loads(sys.argv[1])
TRANSPORT, PHONE, PASSWORD, SUPERGROUP, EXPECTED = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), int(sys.argv[6])


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(READY["control"] + path, data=data, method="GET" if body is None else "POST")
    return json.load(urllib.request.urlopen(request))


async def main():
    rsa.add_key(READY["publicKeyPem"], old=False)
    dc = READY["dcs"][0]
    session = StringSession()
    session.set_dc(dc["id"], dc["host"], dc["port"])
    client = TelegramClient(session, 1, "hash", connection=getattr(connections, TRANSPORT))
    seen, complete = [], asyncio.Event()

    @client.on(events.NewMessage(incoming=True))
    async def on_message(event):
        seen.append([event.chat_id, event.raw_text])
        if len(seen) == EXPECTED:
            complete.set()

    await client.connect()
    await client.send_code_request(PHONE)
    try:
        await client.sign_in(PHONE, call(f"/codes/{PHONE}")["code"])
    except Exception:  # SessionPasswordNeededError
        await client.sign_in(password=PASSWORD)
    me = await client.get_me()
    print(json.dumps({"step": "ready"}), flush=True)
    await asyncio.wait_for(complete.wait(), 20)
    dialogs = [dialog.title for dialog in await client.get_dialogs()]
    sent = await client.send_message(SUPERGROUP, f"over {TRANSPORT}")
    history = [[message.id, message.message, message.out] async for message in client.iter_messages(SUPERGROUP, limit=2)]
    print(json.dumps({"step": "done", "me": me.first_name, "seen": seen, "dialogs": dialogs, "sent": sent.id, "history": history}), flush=True)
    await client.disconnect()


asyncio.get_event_loop().run_until_complete(main())
