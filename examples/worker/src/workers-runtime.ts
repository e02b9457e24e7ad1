/** The part of the Workers runtime's interface used here, by the names of `@cloudflare/workers-types`. */
export interface DurableObjectState {
  readonly storage: {
    readonly sql: {
      exec(
        query: string,
        ...bindings: (string | number | null)[]
      ): { toArray(): Record<string, string | number | null>[] };
    };
    transactionSync(change: () => void): void;
    getAlarm(): Promise<number | null>;
    setAlarm(at: number): Promise<void>;
  };
}

export interface DurableObjectNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(request: Request): Promise<Response> };
}
