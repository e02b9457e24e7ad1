import type { Readable } from "node:stream";
import { TelewireError } from "@telewire/contracts";
import type { Operation } from "@telewire/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import type { GatewayContext } from "../context.ts";

/** One request of an operation, checked. */
export interface OperationRequest<Input> {
  readonly input: Input;
  /** Null only where the operation is public and no credentials came. */
  readonly caller: Caller | null;
  readonly http: FastifyRequest;
  readonly reply: FastifyReply;
}

/** `data` as a value, or as ready JSON text in pieces. */
export type JsonAnswer<Data> = ({ readonly data: Data } | { readonly json: readonly Uint8Array[] }) & {
  readonly count?: number;
  readonly hasMore?: boolean;
  /** Default: 200, or 201 of what creates something. */
  readonly status?: number;
};

/** A file; null: its headers only. */
export interface FileAnswer {
  readonly stream: Readable | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

export type Answer<Data> = JsonAnswer<Data> | FileAnswer;

export interface Route<Input extends z.ZodObject = z.ZodObject, Data extends z.ZodType = z.ZodType> {
  readonly operation: Operation<Input, Data>;
  handle(
    request: OperationRequest<z.output<Input>>,
    context: GatewayContext,
  ): Answer<z.input<Data>> | Promise<Answer<z.input<Data>>>;
}

export function route<Input extends z.ZodObject, Data extends z.ZodType>(
  operation: Operation<Input, Data>,
  handle: Route<Input, Data>["handle"],
): Route<Input, Data> {
  return { operation, handle };
}

/** The caller of an operation that is not public. */
export function callerOf({ caller }: { readonly caller: Caller | null }): Caller {
  if (caller === null) throw new TelewireError("UNAUTHENTICATED");
  return caller;
}
