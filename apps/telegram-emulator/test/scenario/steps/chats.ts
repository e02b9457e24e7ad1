import { anyNumber, fails, type Scene, type Step } from "../step.ts";
import { inputChannel, inputPeer, inputUser } from "../town.ts";

const BANNED = { _: "chatBannedRights", untilDate: 0 } as const;

const inviteHash = async ({ control, town }: Scene): Promise<string> =>
  (await control.get(`/chats/${town.secret.id}`)).inviteHash;

/** Channels, groups, people and the order among dialogs. */
export const CHAT_STEPS: readonly Step[] = [
  {
    id: "get-me",
    description: "the account knows itself",
    expected: { value: ["Ann", "ann_test"] },
  },
  {
    id: "resolve-username",
    description: "a username leads to its channel",
    arrange: () => ({ username: "market_test" }),
    expected: { value: "Market" },
  },
  {
    id: "resolve-unknown",
    description: "a username that nobody has leads nowhere",
    arrange: () => ({ username: "nobody_at_all" }),
    expected: { value: "nobody" },
  },
  {
    id: "join",
    description: "a public channel is joined",
    arrange: () => ({ username: "market_test" }),
    expected: { value: "joined" },
  },
  {
    id: "join-again",
    description: "but not twice",
    call: ({ town }) => ({ _: "channels.joinChannel", channel: inputChannel(town.market) }),
    expected: fails("USER_ALREADY_PARTICIPANT"),
  },
  {
    id: "leave",
    description: "and left",
    arrange: () => ({ username: "market_test" }),
    expected: { value: "left" },
  },
  {
    id: "private-channel",
    description: "a private one that one is not in stays closed",
    call: ({ town }) => ({ _: "channels.getFullChannel", channel: inputChannel(town.secret) }),
    expected: fails("CHANNEL_PRIVATE"),
  },
  {
    id: "check-invite",
    description: "an invite link says where it leads",
    call: async (scene) => ({ _: "messages.checkChatInvite", hash: await inviteHash(scene) }),
    observe: ({ _: name, title }) => [name, title],
    expected: { value: ["chatInvite", "Secret"] },
  },
  {
    id: "join-by-invite",
    description: "and lets one in",
    call: async (scene) => ({ _: "messages.importChatInvite", hash: await inviteHash(scene) }),
    observe: (answer) => (answer.updates.chats ?? answer.chats)[0].title,
    expected: { value: "Secret" },
  },
  {
    id: "bad-invite",
    description: "one that is no more does not",
    call: () => ({ _: "messages.importChatInvite", hash: "gone" }),
    expected: fails("INVITE_HASH_EXPIRED"),
  },
  {
    id: "create-channel",
    description: "a channel is made",
    arrange: () => ({ title: "Fresh channel" }),
    expected: { value: ["Fresh channel", "channel"] },
  },
  {
    id: "create-group",
    description: "a basic group is made with a member",
    arrange: ({ town }) => ({ title: "Fresh group", member: town.bob.id }),
    expected: { value: "Fresh group" },
  },
  {
    id: "members",
    description: "the members of a supergroup",
    arrange: ({ town }) => ({ chat: town.club.id }),
    expected: { value: ["Ann", "Bob"] },
  },
  {
    id: "invite",
    description: "somebody is invited",
    call: ({ town }) => ({
      _: "channels.inviteToChannel",
      channel: inputChannel(town.club),
      users: [inputUser(town.carl)],
    }),
    observe: (answer) => (answer.updates.chats ?? answer.chats)[0].title,
    expected: { value: "Club" },
  },
  {
    id: "promote",
    description: "made an admin",
    call: ({ town }) => ({
      _: "channels.editAdmin",
      channel: inputChannel(town.club),
      userId: inputUser(town.carl),
      adminRights: { _: "chatAdminRights", postMessages: true, deleteMessages: true },
      rank: "",
    }),
    observe: ({ _: name }) => name,
    expected: { value: "updates" },
  },
  {
    id: "admins",
    description: "found among the admins",
    call: ({ town }) => ({
      _: "channels.getParticipants",
      channel: inputChannel(town.club),
      filter: { _: "channelParticipantsAdmins" },
      offset: 0,
      limit: 10,
      hash: 0n,
    }),
    observe: ({ users }) => users.map(({ firstName }: { firstName: string }) => firstName).toSorted(),
    expected: { value: ["Ann", "Carl"] },
  },
  {
    id: "participant",
    description: "looked up alone",
    call: ({ town }) => ({
      _: "channels.getParticipant",
      channel: inputChannel(town.club),
      participant: inputPeer(town.carl),
    }),
    observe: ({ participant }) => participant._,
    expected: { value: "channelParticipantAdmin" },
  },
  {
    id: "ban",
    description: "and banned",
    call: ({ town }) => ({
      _: "channels.editBanned",
      channel: inputChannel(town.club),
      participant: inputPeer(town.carl),
      bannedRights: { ...BANNED, viewMessages: true },
    }),
    observe: ({ _: name }) => name,
    expected: { value: "updates" },
  },
  {
    id: "not-a-participant",
    description: "who was never there is no participant",
    call: ({ town }) => ({
      _: "channels.getParticipant",
      channel: inputChannel(town.own),
      participant: inputPeer(town.carl),
    }),
    expected: fails("USER_NOT_PARTICIPANT"),
  },
  {
    id: "admin-required",
    description: "who is no admin changes no titles",
    call: ({ town }) => ({ _: "channels.editTitle", channel: inputChannel(town.talk), title: "Mine" }),
    expected: fails("CHAT_ADMIN_REQUIRED"),
  },
  {
    id: "channel-username",
    description: "a channel becomes public",
    call: ({ town }) => ({ _: "channels.updateUsername", channel: inputChannel(town.own), username: "own_test" }),
    expected: { value: true },
  },
  {
    id: "username-taken",
    description: "but not under a name that another has",
    call: ({ town }) => ({ _: "channels.updateUsername", channel: inputChannel(town.own), username: "news_test" }),
    expected: fails("USERNAME_OCCUPIED"),
  },
  {
    id: "read-only",
    description: "a supergroup in which members may not write",
    call: async ({ control, town }) => {
      const made = await control.post("/chats", {
        kind: "supergroup",
        title: "Quiet",
        members: [town.ann.id],
        isReadOnly: true,
      });
      const peer = inputPeer({ id: made.id, bareId: made.bareId, accessHash: BigInt(made.accessHash) });
      return { _: "messages.sendMessage", peer, message: "hush", randomId: BigInt(made.bareId) };
    },
    expected: fails("CHAT_WRITE_FORBIDDEN"),
  },
  {
    id: "slow-mode",
    description: "slow mode takes only the documented intervals",
    call: ({ town }) => ({ _: "channels.toggleSlowMode", channel: inputChannel(town.club), seconds: 7 }),
    expected: fails("SECONDS_INVALID"),
  },
  {
    id: "full-channel",
    description: "everything about a channel",
    call: ({ town }) => ({ _: "channels.getFullChannel", channel: inputChannel(town.news) }),
    observe: ({ fullChat, chats }) => [fullChat.participantsCount, fullChat.pts > 0, chats[0].title],
    expected: { value: [anyNumber, true, "News"] },
  },
  {
    id: "add-contact",
    description: "a contact is added",
    call: ({ town }) => ({
      _: "contacts.addContact",
      id: inputUser(town.bob),
      firstName: "Bob",
      lastName: "",
      phone: "",
    }),
    observe: ({ users }) => users[0].contact,
    expected: { value: true },
  },
  {
    id: "contacts",
    description: "and listed",
    call: () => ({ _: "contacts.getContacts", hash: 0n }),
    observe: ({ users }) => users.map(({ firstName }: { firstName: string }) => firstName),
    expected: { value: ["Bob"] },
  },
  {
    id: "block",
    description: "somebody is blocked",
    call: ({ town }) => ({ _: "contacts.block", id: inputPeer(town.carl) }),
    expected: { value: true },
  },
  {
    id: "blocked",
    description: "listed among the blocked",
    call: () => ({ _: "contacts.getBlocked", offset: 0, limit: 10 }),
    observe: ({ users }) => users.map(({ firstName }: { firstName: string }) => firstName),
    expected: { value: ["Carl"] },
  },
  {
    id: "write-to-blocked",
    description: "and not written to",
    call: ({ town }) => ({
      _: "messages.sendMessage",
      peer: inputPeer(town.carl),
      message: "hello?",
      randomId: BigInt(Date.now()),
    }),
    expected: fails("YOU_BLOCKED_USER"),
  },
  {
    id: "folder",
    description: "a folder of chats is made and listed",
    arrange: ({ town }) => ({ title: "Work", chat: town.talk.id }),
    expected: { value: ["Work"] },
  },
  {
    id: "archive",
    description: "a chat goes to the archive",
    call: ({ town }) => ({
      _: "folders.editPeerFolders",
      folderPeers: [{ _: "inputFolderPeer", peer: inputPeer(town.talk), folderId: 1 }],
    }),
    observe: ({ updates }) => updates[0]._,
    expected: { value: "updateFolderPeers" },
  },
  {
    id: "archived",
    description: "and is found there",
    call: () => ({
      _: "messages.getDialogs",
      folderId: 1,
      offsetDate: 0,
      offsetId: 0,
      offsetPeer: { _: "inputPeerEmpty" },
      limit: 10,
      hash: 0n,
    }),
    observe: ({ chats }) => chats.map(({ title }: { title: string }) => title),
    expected: { value: ["Talk"] },
  },
  {
    id: "pin-dialog",
    description: "a dialog is pinned",
    call: ({ town }) => ({
      _: "messages.toggleDialogPin",
      pinned: true,
      peer: { _: "inputDialogPeer", peer: inputPeer(town.own) },
    }),
    expected: { value: true },
  },
  {
    id: "mark-unread",
    description: "and marked as unread",
    call: ({ town }) => ({
      _: "messages.markDialogUnread",
      unread: true,
      peer: { _: "inputDialogPeer", peer: inputPeer(town.own) },
    }),
    expected: { value: true },
  },
  {
    id: "unread-marks",
    description: "which is listed",
    call: () => ({ _: "messages.getDialogUnreadMarks" }),
    observe: (marks) => marks.map(({ peer }: { peer: { _: string } }) => peer._),
    expected: { value: ["peerChannel"] },
  },
];
