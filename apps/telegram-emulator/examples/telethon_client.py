"""A stock Telethon client logs in to a running emulator, whose ready line comes on standard input."""
import asyncio
import json
import sys
import urllib.request

from telethon import TelegramClient, events
from telethon.crypto import rsa
from telethon.sessions import StringSession

ready = json.loads(sys.stdin.readline())
dc = ready["dcs"][0]


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ready["control"] + path, data=data, method="GET" if body is None else "POST")
    return json.load(urllib.request.urlopen(request))


async def main():
    ann = call("/users", {"phone": "9996621111", "firstName": "Ann"})
    call("/users", {"phone": "9996622222", "firstName": "Bob"})
    rsa.add_key(ready["publicKeyPem"], old=False)
    session = StringSession()
    session.set_dc(dc["id"], dc["host"], dc["port"])
    client = TelegramClient(session, 1, "any")
    received = asyncio.get_running_loop().create_future()

    @client.on(events.NewMessage(incoming=True))
    async def on_message(event):
        received.set_result(event.raw_text)

    await client.connect()
    await client.send_code_request("9996621111")
    await client.sign_in("9996621111", call("/codes/9996621111")["code"])
    call("/messages", {"chatId": ann["id"], "from": "9996622222", "text": "hello from Bob"})
    print(f"Bob: {await received}")
    await client.disconnect()


asyncio.run(main())
