import type { tl } from "@mtcute/core";

import type { Authorization, AuthKeyRecord, DeviceInfo } from "../mtproto/auth-keys.ts";
import type { ChatData, Draft, LoginCode, MemberData, MessagePatch, PeerId, StoredMessage, UserData } from "./types.ts";

/** Everything that can happen to the world. The state is the fold of these, so a journal of them restores it. */
export type Operation =
  | { readonly t: "rsa"; readonly pem: string }
  | { readonly t: "user"; readonly user: UserData }
  | UserOperation
  | { readonly t: "chat"; readonly chat: ChatData }
  | { readonly t: "member"; readonly peer: PeerId; readonly member: MemberData }
  | { readonly t: "key"; readonly key: AuthKeyRecord }
  | { readonly t: "keyGone"; readonly id: string }
  | { readonly t: "salt"; readonly id: string; readonly salt: string; readonly at: number }
  | { readonly t: "bind"; readonly id: string; readonly to: string }
  | { readonly t: "layer"; readonly id: string; readonly layer: number; readonly device?: DeviceInfo }
  | { readonly t: "auth"; readonly id: string; readonly authorization?: Authorization; readonly pendingUserId?: number }
  | { readonly t: "revoke"; readonly id: string; readonly code: number; readonly message: string }
  | { readonly t: "code"; readonly code: LoginCode }
  | { readonly t: "codeUsed"; readonly phone: string; readonly hash: string }
  /** `box`: a user's id, or the peer id of a channel. `rid`: the sender's random id. */
  | { readonly t: "msg"; readonly box: PeerId; readonly m: StoredMessage; readonly rid?: string }
  | {
      readonly t: "edit";
      readonly box: PeerId;
      readonly id: number;
      readonly patch: MessagePatch;
      readonly date: number;
    }
  | { readonly t: "touch"; readonly box: PeerId; readonly id: number; readonly patch: MessagePatch }
  | { readonly t: "del"; readonly box: PeerId; readonly ids: readonly number[]; readonly date: number }
  | {
      readonly t: "read";
      readonly user: number;
      readonly peer: PeerId;
      readonly maxId: number;
      readonly side: "inbox" | "outbox";
      readonly date: number;
    }
  | { readonly t: "file"; readonly id: string; readonly file: StoredFile };

/** What changes only one user's view of the world. */
export type UserOperation =
  | { readonly t: "contact"; readonly user: number; readonly contact: number; readonly on: boolean }
  | { readonly t: "block"; readonly user: number; readonly blocked: number; readonly on: boolean }
  | {
      readonly t: "dialog";
      readonly user: number;
      readonly peer: PeerId;
      readonly pinned?: boolean;
      readonly folderId?: number;
      readonly unreadMark?: boolean;
    }
  /** Without `draft` the draft is gone. */
  | { readonly t: "draft"; readonly user: number; readonly peer: PeerId; readonly draft?: Draft }
  | { readonly t: "filters"; readonly user: number; readonly filters: readonly tl.TypeDialogFilter[] }
  | { readonly t: "sched"; readonly user: number; readonly m: StoredMessage }
  | { readonly t: "unsched"; readonly user: number; readonly peer: PeerId; readonly ids: readonly number[] };

/** A file that clients uploaded or the control API made. */
export interface StoredFile {
  readonly id: string;
  readonly accessHash: string;
  readonly dcId: number;
  readonly date: number;
  readonly kind: "photo" | "document";
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  readonly reference: string;
  readonly fileName?: string;
  readonly width?: number;
  readonly height?: number;
}
