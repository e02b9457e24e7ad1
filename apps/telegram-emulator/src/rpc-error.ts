/** An error that a method answers with, as Telegram names it. */
export class RpcFault extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const badRequest = (message: string): RpcFault => new RpcFault(400, message);
