import type { UserOperation } from "./operations.ts";
import type { Dialog, PeerId, User } from "./types.ts";

/** The user's view of a chat, made when there is none. */
export const dialogWith = (user: User, peer: PeerId): Dialog => {
  let dialog = user.dialogs.get(peer);
  if (!dialog) {
    dialog = { topMessage: 0, readInboxMaxId: 0, readOutboxMaxId: 0 };
    user.dialogs.set(peer, dialog);
  }
  return dialog;
};

const toggle = (set: Set<number>, item: number, isOn: boolean): void => {
  if (isOn) set.add(item);
  else set.delete(item);
};

/** Folds one operation into the state of its user. */
export const applyToUser = (user: User, operation: UserOperation): void => {
  switch (operation.t) {
    case "contact":
      return toggle(user.contacts, operation.contact, operation.on);
    case "block":
      return toggle(user.blocked, operation.blocked, operation.on);
    case "dialog": {
      const dialog = dialogWith(user, operation.peer);
      if (operation.pinned !== undefined) dialog.isPinned = operation.pinned;
      if (operation.folderId !== undefined) dialog.folderId = operation.folderId;
      if (operation.unreadMark !== undefined) dialog.isMarkedUnread = operation.unreadMark;
      return;
    }
    case "draft": {
      const dialog = dialogWith(user, operation.peer);
      if (operation.draft) dialog.draft = operation.draft;
      else delete dialog.draft;
      return;
    }
    case "filters":
      user.filters = operation.filters;
      return;
    case "sched": {
      const waiting = user.scheduled.get(operation.m.peer) ?? new Map();
      waiting.set(operation.m.id, operation.m);
      user.scheduled.set(operation.m.peer, waiting);
      return;
    }
    case "unsched":
      for (const id of operation.ids) user.scheduled.get(operation.peer)?.delete(id);
  }
};
