/** Solana's own runtime (LiteSVM) behind a small HTTP JSON-RPC server; mints are made by transactions of the real token program. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  address,
  appendTransactionMessageInstructions,
  createTransactionMessage,
  generateKeyPairSigner,
  lamports,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import type { Address, Instruction, KeyPairSigner } from "@solana/kit";
import { getCreateAccountInstruction } from "@solana-program/system";
import {
  AuthorityType,
  getInitializeAccount3Instruction,
  getInitializeMint2Instruction,
  getMintToInstruction,
  getSetAuthorityInstruction,
} from "@solana-program/token";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";
import { TOKEN_PROGRAM } from "../src/solana-layouts.ts";

const MINT_BYTES = 82;
const TOKEN_ACCOUNT_BYTES = 165;
const FUNDS = lamports(10_000_000_000n);

export interface SolanaNode extends AsyncDisposable {
  readonly url: string;
  /** HTTP requests and RPC calls so far. */
  readonly seen: { requests: number; calls: number };
  readonly payer: KeyPairSigner;
  /** Answers as a broken server would from now on; undefined mends it. */
  breakWith(answer: ((respond: (status: number, body: string) => void) => void) | undefined): void;
  createMint(options: {
    decimals: number;
    supply: bigint;
    keepsMintAuthority: boolean;
    program?: string;
  }): Promise<{ mint: string; tokenAccount: string }>;
  setAccount(owner: string, data: Uint8Array, place?: string): Promise<string>;
}

interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

export async function startSolanaNode(): Promise<SolanaNode> {
  const svm = new LiteSVM();
  const payer = await generateKeyPairSigner();
  svm.airdrop(payer.address, FUNDS);
  const seen = { requests: 0, calls: 0 };
  let broken: ((respond: (status: number, body: string) => void) => void) | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      seen.requests++;
      const respond = (status: number, body: string) =>
        response.writeHead(status, { "content-type": "application/json" }).end(body);
      if (broken !== undefined) return broken(respond);
      const parsed = JSON.parse(Buffer.concat(chunks).toString()) as RpcRequest | RpcRequest[];
      const answers = [parsed].flat().map((call) => answer(svm, call));
      seen.calls += answers.length;
      respond(200, JSON.stringify(Array.isArray(parsed) ? answers : answers[0]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const send = async (instructions: readonly Instruction[]) => {
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (draft) => setTransactionMessageFeePayerSigner(payer, draft),
      (draft) =>
        setTransactionMessageLifetimeUsingBlockhash(
          { blockhash: svm.latestBlockhash(), lastValidBlockHeight: 1_000_000n },
          draft,
        ),
      (draft) => appendTransactionMessageInstructions(instructions, draft),
    );
    const outcome = svm.sendTransaction(await signTransactionMessageWithSigners(message));
    if (outcome instanceof FailedTransactionMetadata) throw new Error(`the transaction failed: ${outcome.toString()}`);
  };
  const create = (account: KeyPairSigner, space: number, program: string) =>
    getCreateAccountInstruction({
      payer,
      newAccount: account,
      lamports: lamports(svm.minimumBalanceForRentExemption(BigInt(space))),
      space,
      programAddress: address(program),
    });
  return {
    url,
    seen,
    payer,
    breakWith: (next) => {
      broken = next;
    },
    createMint: async ({ decimals, supply, keepsMintAuthority, program = TOKEN_PROGRAM }) => {
      const [mint, holding] = [await generateKeyPairSigner(), await generateKeyPairSigner()];
      const config = { programAddress: address(program) };
      await send([
        create(mint, MINT_BYTES, program),
        getInitializeMint2Instruction(
          { mint: mint.address, decimals, mintAuthority: payer.address, freezeAuthority: payer.address },
          config,
        ),
      ]);
      await send([
        create(holding, TOKEN_ACCOUNT_BYTES, program),
        getInitializeAccount3Instruction(
          { account: holding.address, mint: mint.address, owner: payer.address },
          config,
        ),
      ]);
      await send([
        getMintToInstruction(
          { mint: mint.address, token: holding.address, mintAuthority: payer, amount: supply },
          config,
        ),
      ]);
      if (!keepsMintAuthority) {
        for (const authorityType of [AuthorityType.MintTokens, AuthorityType.FreezeAccount]) {
          await send([
            getSetAuthorityInstruction(
              { owned: mint.address, owner: payer, authorityType, newAuthority: null },
              config,
            ),
          ]);
        }
      }
      return { mint: mint.address, tokenAccount: holding.address };
    },
    setAccount: async (owner, data, at) => {
      const place = at === undefined ? (await generateKeyPairSigner()).address : address(at);
      svm.setAccount({
        address: place,
        data,
        executable: false,
        lamports: FUNDS,
        programAddress: address(owner),
        space: BigInt(data.length),
      });
      return place;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function answer(svm: LiteSVM, { id, method, params }: RpcRequest): object {
  if (method !== "getMultipleAccounts")
    return { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } };
  const value = (params[0] as Address[]).map((place) => {
    const account = svm.getAccount(place);
    if (!account.exists) return null;
    return {
      data: [Buffer.from(account.data).toString("base64"), "base64"],
      executable: account.executable,
      lamports: Number(account.lamports),
      owner: account.programAddress,
      space: Number(account.space),
    };
  });
  return { jsonrpc: "2.0", id, result: { context: { slot: 1 }, value } };
}
