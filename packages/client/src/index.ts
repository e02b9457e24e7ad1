export { TelewireError } from "@telewire/contracts/errors";
export { createClient } from "./client.ts";
export type { CallOptions, ClientOptions, DataOf, InputOf, PollOptions, TelewireClient, Topic } from "./client.ts";
export type { StreamOptions, StreamState, TopicStream } from "./stream.ts";
