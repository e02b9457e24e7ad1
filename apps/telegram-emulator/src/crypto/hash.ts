import { hash } from "node:crypto";

export const sha1 = (data: Uint8Array): Buffer => hash("sha1", data, "buffer");
export const sha256 = (data: Uint8Array): Buffer => hash("sha256", data, "buffer");
