import type { tl } from "@mtcute/core";

import { openMethod } from "../../method.ts";

const LIMITS: Readonly<Record<string, number>> = {
  caption_length_limit_default: 1024,
  caption_length_limit_premium: 4096,
  channels_limit_default: 500,
  channels_limit_premium: 1000,
  dialogs_pinned_limit_default: 5,
  upload_max_fileparts_default: 4000,
  upload_max_fileparts_premium: 8000,
};

const CONFIG_HASH = 1;

export const getAppConfig = openMethod("help.getAppConfig", (_call, { hash }) => {
  if (hash === CONFIG_HASH) return { _: "help.appConfigNotModified" };
  const value = Object.entries(LIMITS).map(([key, number]): tl.RawJsonObjectValue => ({
    _: "jsonObjectValue",
    key,
    value: { _: "jsonNumber", value: number },
  }));
  return { _: "help.appConfig", hash: CONFIG_HASH, config: { _: "jsonObject", value } };
});
