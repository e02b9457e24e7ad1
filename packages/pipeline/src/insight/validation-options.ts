import { z } from "zod";

const rpcUrl = z.url({ protocol: /^https?$/ });

/** Settings of the validation on chain; without a URL it is off. */
export const validationOptions = z.object({
  solanaRpcUrls: z.array(rpcUrl).default([]).meta({
    secret: true,
    description: "JSON-RPC providers for Solana, in order of preference; empty: its addresses are not validated.",
  }),
  evmRpcUrls: z
    .record(z.string().regex(/^[a-z0-9-]{1,32}$/), z.array(rpcUrl).min(1))
    .default({})
    .meta({
      secret: true,
      description: 'The same for EVM chains, as JSON: {"ethereum": ["https://..."], "base": ["https://..."]}.',
    }),
  rpcTimeoutMs: z.int().min(100).max(60_000).default(4000).meta({
    description: "Time for one request to a provider, in milliseconds; then the next one is asked.",
  }),
  rpcCallsPerSecond: z.number().min(0.1).max(100_000).default(25).meta({
    description: "Calls that one provider is asked a second at most, over time; a burst may be twice as many.",
  }),
  rpcCallsPerDay: z
    .int()
    .min(1)
    .default(100_000)
    .meta({ description: "Calls that one provider is asked in 24 hours at most." }),
  dexscreener: z.boolean().default(false).meta({
    description: "Whether pools on chains without a provider are looked up at api.dexscreener.com.",
  }),
});
export type ValidationOptions = z.infer<typeof validationOptions>;
