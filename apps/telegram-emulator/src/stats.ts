/** Counters since the start; `GET /stats` shows them. */
export class Stats {
  connectionsTotal = 0;
  framesReceived = 0;
  framesSent = 0;
  updatesPushed = 0;
  protocolErrors = 0;
  badMessages = 0;
  unknownKeys = 0;
  unknownMethods = 0;
  serviceMessages = 0;
  readonly handshakes = { rsaPad: 0, legacyPadding: 0 };
  /** How often each transport was spoken. */
  readonly transports = new Map<string, number>();
  readonly calls = new Map<string, number>();
  readonly errors = new Map<string, number>();
  readonly faults = new Map<string, number>();

  toJSON(): Record<string, unknown> {
    return {
      connectionsTotal: this.connectionsTotal,
      framesReceived: this.framesReceived,
      framesSent: this.framesSent,
      updatesPushed: this.updatesPushed,
      protocolErrors: this.protocolErrors,
      badMessages: this.badMessages,
      unknownKeys: this.unknownKeys,
      unknownMethods: this.unknownMethods,
      serviceMessages: this.serviceMessages,
      handshakes: this.handshakes,
      transports: Object.fromEntries(this.transports),
      calls: Object.fromEntries(this.calls),
      errors: Object.fromEntries(this.errors),
      faults: Object.fromEntries(this.faults),
    };
  }
}
