"""Telethon as a judge: reads one JSON request a line, does the step, writes one JSON line with what came of it.

Arguments: the emulator's ready line, and the name of a transport. With `--steps` it prints the steps it does and ends.
"""
import asyncio
import base64
import datetime
import json
import re
import sys
import urllib.request

from telethon import TelegramClient, errors, events
from telethon.crypto import rsa
from telethon.network import connection as connections
from telethon.sessions import StringSession
from telethon.tl import TLObject, functions, types

TRANSPORTS = {
    "full": "ConnectionTcpFull",
    "abridged": "ConnectionTcpAbridged",
    "intermediate": "ConnectionTcpIntermediate",
    "obfuscated abridged": "ConnectionTcpObfuscated",
}


def snake(name):
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def camel(name):
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def to_telethon(value):
    """What Telethon takes: a request or object by its name in the schema, arguments in snake case."""
    if isinstance(value, list):
        return [to_telethon(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$long" in value:
        return int(value["$long"])
    if "$bytes" in value:
        return base64.b64decode(value["$bytes"])
    name = value["_"].split(".")
    last = name[-1][0].upper() + name[-1][1:]
    scope = getattr(functions, name[0]) if len(name) > 1 else types
    found = getattr(scope, last + "Request", None) or getattr(scope, last)
    return found(**{snake(key): to_telethon(item) for key, item in value.items() if key != "_"})


def plain(value):
    if isinstance(value, TLObject):
        return plain(value.to_dict())
    if isinstance(value, dict):
        return {camel(key) if key != "_" else "_": name(item) if key == "_" else plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return int(value.timestamp())
    return value


def name(text):
    return text[0].lower() + text[1:]


def names_of_error(error):
    """Telethon keeps the class of an error, not its name: the first name of that class is as good as any."""
    if isinstance(error, errors.SlowModeWaitError):
        return f"SLOWMODE_WAIT_{error.seconds}"
    if isinstance(error, errors.FloodWaitError):
        return f"FLOOD_WAIT_{error.seconds}"
    if isinstance(error, errors.FilePartMissingError):
        return f"FILE_PART_{error.which}_MISSING"
    for known, kind in errors.rpc_errors_dict.items():
        if type(error) is kind:
            return known
    return error.message


class Run:
    def __init__(self, ready, transport):
        self.ready = ready
        self.connection = getattr(connections, TRANSPORTS[transport])
        self.client = None
        self.seen = []
        self.arrived = asyncio.Event()

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        request = urllib.request.Request(self.ready["control"] + path, data=data, method=method)
        return json.load(urllib.request.urlopen(request))

    def fresh(self, session=""):
        stored = StringSession(session)
        if not session:
            dc = self.ready["dcs"][0]
            stored.set_dc(dc["id"], dc["host"], dc["port"])
        return TelegramClient(stored, 1, "hash", connection=self.connection, retry_delay=0)

    def note(self, kind, text):
        self.seen.append((kind, text))
        self.arrived.set()

    async def use(self, client):
        if self.client:
            await self.client.disconnect()
        self.client = client

        @client.on(events.NewMessage)
        async def on_new(event):
            self.note("photo" if event.message.photo else "new", event.message.message)

        @client.on(events.MessageEdited)
        async def on_edit(event):
            self.note("edit", event.message.message)

        @client.on(events.MessageDeleted)
        async def on_delete(event):
            for deleted in event.deleted_ids:
                self.note("delete", str(deleted))

        @client.on(events.Raw(types.UpdateUserTyping))
        async def on_typing(_update):
            self.note("typing", "")

    async def await_update(self, args):
        wanted = (args["kind"], args["text"])
        while wanted not in self.seen:
            self.arrived.clear()
            await asyncio.wait_for(self.arrived.wait(), 15)
        return args["text"]

    async def perform(self, request):
        if "invoke" in request:
            return plain(await self.client(to_telethon(request["invoke"])))
        return plain(await STEPS[request["step"]](self, request["args"]))


async def alone(run, work):
    """Runs with a client of its own, which is gone afterwards."""
    client = run.fresh()
    await client.connect()
    try:
        return await work(client)
    finally:
        await client.disconnect()


async def sign_in(run, client, phone, code=None):
    await client.send_code_request(phone)
    code = code or run.control(f"/codes/{phone}")["code"]
    return (await client.sign_in(phone, code)).first_name


async def sign_in_with_password(run, client, phone, password):
    try:
        return await sign_in(run, client, phone)
    except errors.SessionPasswordNeededError:
        return (await client.sign_in(password=password)).first_name


async def login(run, args):
    return await alone(run, lambda client: sign_in(run, client, args["phone"], args.get("code")))


async def login_unknown(run, args):
    try:
        return await login(run, args)
    except errors.PhoneNumberUnoccupiedError:
        return "sign up"


async def login_wrong_password(run, args):
    return await alone(run, lambda client: sign_in_with_password(run, client, args["phone"], args["password"]))


async def login_resend(run, args):
    async def work(client):
        await client.send_code_request(args["phone"])
        sent = await client.send_code_request(args["phone"], force_sms=True)
        return "sms" if isinstance(sent.type, types.auth.SentCodeTypeSms) else type(sent.type).__name__

    return await alone(run, work)


async def login_qr(run, args):
    async def work(client):
        code = await client.qr_login()
        waiting = asyncio.ensure_future(code.wait(15))
        await asyncio.sleep(0)
        await asyncio.get_running_loop().run_in_executor(
            None, run.control, "/login-tokens/accept", {"token": code.url, "account": args["account"]}
        )
        try:
            return (await waiting).first_name
        except errors.SessionPasswordNeededError:
            return (await client.sign_in(password=args["password"])).first_name

    return await alone(run, work)


async def login_bot(run, args):
    async def work(client):
        return (await client.sign_in(bot_token=args["token"])).first_name

    return await alone(run, work)


async def login_two_step(run, args):
    async def work(client):
        await sign_in(run, client, args["phone"])
        await client.edit_2fa(new_password=args["first"], hint="one")
        await client.edit_2fa(current_password=args["first"], new_password=args["second"], hint="two")
        await client.edit_2fa(current_password=args["second"])
        return "done"

    return await alone(run, work)


async def log_out(run, args):
    async def work(client):
        await sign_in(run, client, args["phone"])
        await client(functions.auth.LogOutRequest())
        await client(functions.messages.GetDialogFiltersRequest())
        return "still in"

    return await alone(run, work)


async def login_password(run, args):
    client = run.fresh()
    await client.connect()
    first_name = await sign_in_with_password(run, client, args["phone"], args["password"])
    await run.use(client)
    return first_name


async def login_session_string(run, _args):
    session = run.client.session.save()
    await run.client.disconnect()
    client = run.fresh(session)
    await client.connect()
    await run.use(client)
    return (await client.get_me()).first_name


LOGINS = {
    "login-wrong-code": login,
    "login-code": login,
    "login-code-only": login,
    "login-other-dc": login,
    "login-unknown-phone": login_unknown,
    "login-resend": login_resend,
    "login-wrong-password": login_wrong_password,
    "login-qr": login_qr,
    "login-qr-password": login_qr,
    "login-bot": login_bot,
    "login-bot-wrong-token": login_bot,
    "login-two-step": login_two_step,
    "log-out": log_out,
    "login-password": login_password,
    "login-session-string": login_session_string,
}


async def main():
    loop = asyncio.get_running_loop()
    ready = json.loads(sys.argv[1])
    rsa.add_key(ready["publicKeyPem"], old=False)
    run = Run(ready, sys.argv[2])
    while True:
        line = await loop.run_in_executor(None, sys.stdin.readline)
        if not line:
            break
        try:
            answer = {"value": await run.perform(json.loads(line))}
        except errors.RPCError as error:
            answer = {"error": names_of_error(error)}
        except Exception as error:
            answer = {"crash": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    if run.client:
        await run.client.disconnect()


from telethon_steps import OTHER_STEPS  # noqa: E402 -- beside this file

STEPS = {**LOGINS, **OTHER_STEPS}

if __name__ == "__main__":
    if "--steps" in sys.argv:
        print(json.dumps(sorted(STEPS)))
    else:
        asyncio.run(main())
