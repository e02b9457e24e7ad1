import { describe, expect, it } from "vitest";
import { finalStateOf, parseRpcError, sanctionOf, toTelewireError } from "./telegram-error.ts";

describe("parseRpcError", () => {
  it.each([
    [420, "FLOOD_WAIT_17", "FLOOD_WAIT", 17],
    [303, "PHONE_MIGRATE_4", "PHONE_MIGRATE", 4],
    [400, "FILE_PART_3_MISSING", "FILE_PART_X_MISSING", 3],
    [420, "2FA_CONFIRM_WAIT_30", "2FA_CONFIRM_WAIT", 30],
    [400, "MD5_CHECKSUM_INVALID", "MD5_CHECKSUM_INVALID", null],
    [401, "AUTH_KEY_UNREGISTERED", "AUTH_KEY_UNREGISTERED", null],
    [-503, "Timeout", "Timeout", null],
  ])("%i %s", (code, message, type, argument) => {
    expect(parseRpcError(code, message)).toEqual({ code, type, argument });
  });
});

describe("toTelewireError", () => {
  it.each([
    ["FLOOD_WAIT_17", "FLOOD_WAIT", 17_000],
    ["FLOOD_PREMIUM_WAIT_3", "FLOOD_WAIT", 3_000],
    ["SLOWMODE_WAIT_60", "SLOWMODE_WAIT", 60_000],
    ["PEER_FLOOD", "SESSION_LIMITED", undefined],
    ["FROZEN_METHOD_INVALID", "SESSION_FROZEN", undefined],
    ["SESSION_REVOKED", "SESSION_LOST", undefined],
    ["USER_DEACTIVATED_BAN", "SESSION_BANNED", undefined],
    ["PHONE_CODE_INVALID", "CODE_INVALID", undefined],
    ["CHANNEL_PRIVATE", "CHAT_NOT_FOUND", undefined],
    ["CHAT_SEND_PHOTOS_FORBIDDEN", "CHAT_WRITE_FORBIDDEN", undefined],
    ["MESSAGE_NOT_MODIFIED", "CONFLICT", undefined],
    ["USER_NOT_PARTICIPANT", "CONFLICT", undefined],
    ["FILE_PART_0_MISSING", "NOT_FOUND", undefined],
    ["SCHEDULE_DATE_TOO_LATE", "BAD_REQUEST", undefined],
    ["TIMEOUT", "TELEGRAM_TIMEOUT", undefined],
    ["SOMETHING_NEW", "TELEGRAM_ERROR", undefined],
  ])("%s is %s", (message, code, retryAfterMs) => {
    expect(toTelewireError(parseRpcError(400, message))).toMatchObject({ code, retryAfterMs });
  });

  it("names Telegram's error in the details", () => {
    expect(toTelewireError(parseRpcError(400, "SOMETHING_NEW")).details).toEqual({ type: "SOMETHING_NEW", code: 400 });
  });
});

it("tells final states from sanctions", () => {
  expect(finalStateOf(parseRpcError(406, "AUTH_KEY_DUPLICATED"))).toBe("duplicated");
  expect(finalStateOf(parseRpcError(420, "FROZEN_METHOD_INVALID"))).toBeNull();
  expect(sanctionOf(parseRpcError(420, "FROZEN_METHOD_INVALID"))).toBe("frozen");
  expect(sanctionOf(parseRpcError(420, "FLOOD_WAIT_5"))).toBeNull();
});
