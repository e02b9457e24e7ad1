import type { ChainFamily, Role } from "@telewire/contracts";
import type { ReactNode } from "react";
import { isFiltered, NO_FILTERS } from "./filters.ts";
import type { Filters } from "./filters.ts";

// Not imported: the contracts' values would bring their schemas into the page.
const FAMILIES = ["solana", "evm", "tron", "ton", "sui", "aptos"] as const satisfies readonly ChainFamily[];
const ROLES = [
  "token",
  "pool",
  "wallet",
  "program",
  "transaction",
  "bot",
  "unknown",
] as const satisfies readonly Role[];
const HIDE_WORDS = { retracted: "hide retracted", repeated: "first calls only" } as const;

interface FilterBarProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
  readonly chats: ReadonlyMap<string, string>;
  readonly hasAddresses: boolean;
}

export function FilterBar({ filters, onChange, chats, hasAddresses }: FilterBarProps): ReactNode {
  const set = (change: Partial<Filters>): void => onChange({ ...filters, ...change });
  const { chatId } = filters;
  const titles = chatId === "" || chats.has(chatId) ? chats : new Map([...chats, [chatId, chatId]]);
  return (
    <div className="filters" role="search">
      <input
        id="search"
        type="search"
        placeholder="Filter ( / )"
        aria-label="Filter by text"
        autoComplete="off"
        spellCheck={false}
        value={filters.text}
        onChange={({ target }) => set({ text: target.value })}
      />
      <Choice
        label="Chat"
        all="all chats"
        options={titles}
        value={chatId}
        onChange={(value) => set({ chatId: value })}
      />
      {hasAddresses && (
        <>
          <Choice
            label="Chain family"
            all="all chains"
            options={new Map(FAMILIES.map((family) => [family, family]))}
            value={filters.family}
            onChange={(family) => set({ family })}
          />
          <Choice
            label="Role"
            all="all roles"
            options={new Map(ROLES.map((role) => [role, role]))}
            value={filters.role}
            onChange={(role) => set({ role })}
          />
          <Choice
            label="Hide"
            all="all calls"
            options={new Map(Object.entries(HIDE_WORDS))}
            value={filters.hide}
            onChange={(hide) => set({ hide })}
          />
        </>
      )}
      {isFiltered(filters) && (
        <button type="button" className="quiet" onClick={() => onChange(NO_FILTERS)}>
          Clear
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  /** Value -> what it is called. */
  readonly options: ReadonlyMap<string, string>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, all, options, value, onChange }: ChoiceProps): ReactNode {
  return (
    <select aria-label={label} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{all}</option>
      {[...options].map(([option, words]) => (
        <option key={option} value={option}>
          {words}
        </option>
      ))}
    </select>
  );
}
