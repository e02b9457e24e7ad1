export { TelewireError } from "@telewire/contracts/errors";
export { createClient } from "./client.ts";
export type {
  Api,
  CallId,
  CallOptions,
  ClientOptions,
  DataOf,
  InputOf,
  PagedId,
  PollOptions,
  TelewireClient,
  Topic,
} from "./client.ts";
export type { DownloadOptions, FileToUpload } from "./files.ts";
export type { StreamOptions, StreamState, TopicStream } from "./stream.ts";
