import type { DetectionEntry } from "@telewire/contracts";
import type { ReactNode } from "react";
import { formatDateTime } from "../ui/format.ts";
import { Item } from "./parts.tsx";

type Known<Name extends keyof DetectionEntry> = NonNullable<DetectionEntry[Name]>;
type Reputation = NonNullable<Known<"reputation">[keyof Known<"reputation">]>;

const STATUS_WORDS: Readonly<Record<Known<"validation">["status"], string>> = {
  confirmed: "confirmed on chain",
  refuted: "refuted by the chain",
  unknown: "nobody could tell",
};
const LINK_WORDS = {
  "same-message": "in the same message",
  "same-deployer": "same deployer",
  "same-name": "same name",
  "same-ticker": "same ticker",
  bridged: "bridged",
} as const;

/** What is known around the call: what the chain says, how it spreads, who makes it, where else the token is. */
export function Insight({ entry }: { readonly entry: DetectionEntry }): ReactNode {
  const { validation, spread, reputation, ticker } = entry;
  return (
    <>
      {ticker !== undefined && <Item name="Ticker">${ticker}</Item>}
      {validation !== undefined && <Item name="On chain">{validationWords(validation)}</Item>}
      {spread !== undefined && <Item name="Spread">{spreadWords(spread)}</Item>}
      {Object.entries(reputation ?? {}).map(([kind, of]) => (
        <Item key={kind} name={REPUTATION_NAMES[kind] ?? kind}>
          <Score reputation={of} />
        </Item>
      ))}
    </>
  );
}

const REPUTATION_NAMES: Readonly<Record<string, string>> = {
  sender: "Sender’s record",
  channel: "Chat’s record",
  forward: "Source’s record",
};

function Score({ reputation: { score, certainty, explanation } }: { readonly reputation: Reputation }): ReactNode {
  return (
    <>
      {Math.round(score)} of 100, {certaintyWords(certainty)}
      {explanation.length > 0 && <small className="reasons">{explanation.join("; ")}</small>}
    </>
  );
}

/** One token on several chains. */
export function Story({ entry }: { readonly entry: DetectionEntry }): ReactNode {
  const { story } = entry;
  if (story === undefined || story.members.length < 2) return null;
  const name = story.name ?? (story.ticker === undefined ? "The same token" : `$${story.ticker}`);
  return (
    <>
      <h3>
        {name} on {story.members.length} addresses
      </h3>
      <ul className="others">
        {story.members.map(({ address, chain, firstSeen, reasons }) => (
          <li key={chain + address}>
            <b>{chain}</b> <code>{address}</code>
            {address === entry.address ? " (this one)" : ""}
            <small className="reasons">
              {[formatDateTime(firstSeen), ...reasons.map((reason) => LINK_WORDS[reason])].join(", ")}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}

function validationWords({ status, kind, chain, token, reasons }: Known<"validation">): string {
  const facts = [kind, chain, token?.["symbol"], token?.["name"]].filter((fact) => typeof fact === "string");
  if (typeof token?.["decimals"] === "number") facts.push(`${token["decimals"]} decimals`);
  return `${STATUS_WORDS[status]}: ${[...facts, ...reasons].join(", ")}`;
}

function spreadWords({ isFirst, isFirstInChat, chats, callsPerMinute, firstCaller }: Known<"spread">): string {
  if (isFirst) return "the first call";
  const where = isFirstInChat ? "first in this chat, " : "";
  const pace = callsPerMinute > 1 ? `, ${callsPerMinute} calls in a minute` : "";
  const chatsWords = chats === 1 ? "in no other chat" : `in ${chats} chats`;
  const first = firstCaller === undefined ? "" : `; first called ${formatDateTime(firstCaller.date)}`;
  return `${where}${chatsWords}${pace}${first}`;
}

function certaintyWords(certainty: number): string {
  if (certainty >= 0.7) return "well known";
  return certainty >= 0.3 ? "somewhat known" : "hardly known yet";
}
