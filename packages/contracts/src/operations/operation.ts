import type { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import type { Scope } from "../identity.ts";

/** Who may call: anyone, any valid credentials, or credentials with this scope. */
export type Access = "public" | "authenticated" | Scope;
/** Which budget of requests a call draws on. */
export type LimitClass = "read" | "write" | "auth" | "system";

/** One operation of the API: routes, OpenAPI and the client come from it. */
export interface Operation<Input extends z.ZodObject = z.ZodObject, Data extends z.ZodType = z.ZodType> {
  /** operationId. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With `{parameter}`s; each is a field of `input`. */
  readonly path: string;
  readonly tag:
    | "auth"
    | "sessions"
    | "messages"
    | "media"
    | "chats"
    | "telegram"
    | "detections"
    | "rules"
    | "keys"
    | "audit"
    | "system";
  readonly summary: string;
  readonly access: Access;
  readonly limit: LimitClass;
  /** Path parameters, query parameters (GET, DELETE, uploads) and body (POST, PUT) as one object. */
  readonly input: Input;
  readonly data: Data;
  /** An input as a client would write it. */
  readonly example?: z.input<Input>;
  /** A GET that is also served as POST with the same fields in the body. */
  readonly hasPostAlias?: boolean;
  /** Makes something: answered 201. */
  readonly creates?: boolean;
  /** Takes the header `Idempotency-Key`: a repeated request has its effect once. */
  readonly isRepeatable?: boolean;
  /** Answers carry an `ETag`, and a request with a fitting `If-None-Match` is answered 304. */
  readonly hasETag?: boolean;
  /** The body of the request (upload) or of the answer (download) is the bytes of a file, not JSON. */
  readonly bytes?: "upload" | "download";
  /** Codes that it answers beside those that every operation can answer. */
  readonly errors?: readonly ErrorCode[];
}

export const define = <Input extends z.ZodObject, Data extends z.ZodType>(
  operation: Operation<Input, Data>,
): Operation<Input, Data> => operation;
