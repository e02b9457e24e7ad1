"""The steps of the scenario that Telethon does after logging in."""
import io
import os

from telethon import functions, types


async def await_update(run, args):
    return await run.await_update(args)


async def dialogs(run, _args):
    return [dialog.name for dialog in await run.client.get_dialogs()]


async def send_text(run, args):
    sent = await run.client.send_message(args["chat"], args["text"])
    return [sent.message, sent.out]


async def send_formatted(run, args):
    sent = await run.client.send_message(args["chat"], "**bold** and [link](https://example.org/)")
    kinds = {types.MessageEntityBold: "bold", types.MessageEntityTextUrl: "textUrl"}
    return [
        ":".join([kinds[type(entity)], str(entity.offset), str(entity.length), *([entity.url] if hasattr(entity, "url") else [])])
        for entity in sent.entities
    ]


async def send_reply(run, args):
    sent = await run.client.send_message(args["chat"], args["text"], reply_to=args["replyTo"])
    return "answers" if sent.reply_to.reply_to_msg_id == args["replyTo"] else None


async def edit_message(run, args):
    sent = await run.client.send_message(args["chat"], args["before"])
    return (await run.client.edit_message(args["chat"], sent.id, args["after"])).message


async def delete_message(run, args):
    sent = await run.client.send_message(args["chat"], args["text"])
    await run.client.delete_messages(args["chat"], [sent.id])
    return "gone" if await run.client.get_messages(args["chat"], ids=sent.id) is None else "there"


async def forward_message(run, args):
    message = await run.client.forward_messages(args["to"], args["id"], args["from"])
    author = await run.client.get_entity(message.fwd_from.from_id)
    return [message.message, author.first_name]


async def history_page(run, args):
    page = await run.client.get_messages(args["chat"], limit=args["limit"], offset_id=args["offsetId"])
    return [message.message for message in page]


async def messages_by_id(run, args):
    found = await run.client.get_messages(args["chat"], ids=args["ids"])
    return [message and message.message for message in found]


async def search_text(run, args):
    found = await run.client.get_messages(args["chat"], search=args["query"], limit=10)
    return [message.message for message in found]


async def read_history(run, args):
    await run.client.send_read_acknowledge(args["chat"])
    return next(dialog.unread_count for dialog in await run.client.get_dialogs() if dialog.id == args["chat"])


async def react(run, args):
    await run.client(functions.messages.SendReactionRequest(args["chat"], args["id"], reaction=args["emoji"]))
    message = await run.client.get_messages(args["chat"], ids=args["id"])
    return [message.reactions.results[0].reaction, message.reactions.results[0].count]


async def pinned_in(run, chat):
    return await run.client.get_messages(chat, filter=types.InputMessagesFilterPinned(), limit=10)


async def pin_message(run, args):
    sent = await run.client.send_message(args["chat"], args["text"])
    await run.client.pin_message(args["chat"], sent.id)
    return [message.message for message in await pinned_in(run, args["chat"])]


async def unpin_message(run, args):
    (pinned,) = await pinned_in(run, args["chat"])
    await run.client.unpin_message(args["chat"], pinned.id)
    return [message.message for message in await pinned_in(run, args["chat"])]


def picture(size):
    """Telethon tells a picture by its first bytes."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + os.urandom(size)


def named(content, name):
    file = io.BytesIO(content)
    file.name = name
    return file


async def send_document(run, args):
    content = os.urandom(args["size"])
    sent = await run.client.send_file(args["chat"], named(content, args["fileName"]), force_document=True)
    got = await run.client.download_media(sent, bytes)
    return [sent.file.name, sent.file.size, "same" if got == content else "different"]


async def send_photo(run, args):
    sent = await run.client.send_file(args["chat"], named(picture(3000), "a.jpg"))
    return "photo" if sent.photo else None


async def send_album(run, args):
    files = [named(picture(2000), "a.jpg"), named(picture(2000), "b.jpg")]
    sent = await run.client.send_file(args["chat"], files)
    return [len(sent), len({message.grouped_id for message in sent})]


async def download_part(run, args):
    message = await run.client.get_messages(args["chat"], ids=args["id"])
    async for part in run.client.iter_download(
        message.media, offset=args["offset"], limit=1, request_size=args["limit"], chunk_size=args["limit"]
    ):
        return [len(part), part[0]]


async def download_other_dc(run, args):
    message = await run.client.get_messages(args["chat"], ids=args["id"])
    return len(await run.client.download_media(message, bytes))


async def get_me(run, _args):
    me = await run.client.get_me()
    return [me.first_name, me.username]


async def resolve_username(run, args):
    return (await run.client.get_entity(args["username"])).title


async def resolve_unknown(run, args):
    try:
        await run.client.get_entity(args["username"])
        return "somebody"
    except ValueError:
        return "nobody"


async def join(run, args):
    await run.client(functions.channels.JoinChannelRequest(args["username"]))
    return "outside" if (await run.client.get_entity(args["username"])).left else "joined"


async def leave(run, args):
    await run.client(functions.channels.LeaveChannelRequest(args["username"]))
    return "left" if (await run.client.get_entity(args["username"])).left else "inside"


async def create_channel(run, args):
    made = await run.client(functions.channels.CreateChannelRequest(args["title"], "", broadcast=True))
    return [made.chats[0].title, "channel" if made.chats[0].broadcast else "supergroup"]


async def create_group(run, args):
    made = await run.client(functions.messages.CreateChatRequest([args["member"]], args["title"]))
    return made.chats[0].title


async def members(run, args):
    return sorted(user.first_name for user in await run.client.get_participants(args["chat"]))


async def folder(run, args):
    include = [await run.client.get_input_entity(args["chat"])]
    made = types.DialogFilter(id=2, title=args["title"], pinned_peers=[], include_peers=include, exclude_peers=[])
    await run.client(functions.messages.UpdateDialogFilterRequest(2, made))
    known = await run.client(functions.messages.GetDialogFiltersRequest())
    return [item.title for item in known if isinstance(item, types.DialogFilter)]


async def my_name(run, _args):
    (me,) = await run.client(functions.users.GetUsersRequest([types.InputUserSelf()]))
    return me.first_name


OTHER_STEPS = {
    "dialogs": dialogs,
    "update-channel-post": await_update,
    "update-supergroup": await_update,
    "update-group": await_update,
    "update-private": await_update,
    "update-photo": await_update,
    "update-edit": await_update,
    "update-delete": await_update,
    "update-typing": await_update,
    "send-text": send_text,
    "send-too-long": send_text,
    "send-without-right": send_text,
    "slow-mode-wait": send_text,
    "send-formatted": send_formatted,
    "send-reply": send_reply,
    "edit-message": edit_message,
    "edit-unchanged": edit_message,
    "delete-message": delete_message,
    "forward-message": forward_message,
    "history-page": history_page,
    "flood-wait": history_page,
    "messages-by-id": messages_by_id,
    "search-text": search_text,
    "read-history": read_history,
    "react": react,
    "pin-message": pin_message,
    "unpin-message": unpin_message,
    "send-document": send_document,
    "send-photo": send_photo,
    "send-album": send_album,
    "download-part": download_part,
    "download-other-dc": download_other_dc,
    "get-me": get_me,
    "resolve-username": resolve_username,
    "resolve-unknown": resolve_unknown,
    "join": join,
    "leave": leave,
    "create-channel": create_channel,
    "create-group": create_group,
    "members": members,
    "folder": folder,
    "dropped-link": my_name,
    "restart": my_name,
}
