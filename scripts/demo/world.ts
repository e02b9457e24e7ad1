import type { SeededRandom } from "@telewire/testing/seeded-random";

export type ChatKind = "channel" | "supergroup" | "group";

interface ChatPlan {
  readonly kind: ChatKind;
  readonly title: string;
  readonly username?: string;
  /** Which of the two accounts are in it. */
  readonly accounts: readonly ("analyst" | "scout")[];
  /** Share of its messages that are contract calls. */
  readonly callShare: number;
  /** Messages relative to the other chats. */
  readonly weight: number;
}

export interface Person {
  readonly phone: string;
  readonly firstName: string;
  readonly username?: string;
}

/** The accounts that Telewire logs in; the second one has two-step verification. */
export const ACCOUNTS = {
  analyst: { phone: "99966200001", firstName: "Ada", username: "ada_desk", sessionId: "analyst" },
  scout: {
    phone: "99966200002",
    firstName: "Milo",
    username: "milo_scout",
    sessionId: "scout",
    password: "demo two-step password",
  },
} as const;

/** Accounts that nobody has logged in yet, to try it with; the first one has two-step verification. */
export const SPARE_ACCOUNTS = [
  { phone: "99966200003", firstName: "Vera", password: "open sesame" },
  { phone: "99966200004", firstName: "Finn" },
] as const;

/** Telegram tells a number that asks for codes too often to wait. */
export const CODE_LIMIT = { method: "auth.sendCode", per: "phone", count: 3, seconds: 600 } as const;

export const CHAT_PLANS: readonly ChatPlan[] = [
  {
    kind: "channel",
    title: "Early Signals",
    username: "early_signals_demo",
    accounts: ["analyst", "scout"],
    callShare: 0.7,
    weight: 3,
  },
  {
    kind: "channel",
    title: "Base Builders Wire",
    username: "base_wire_demo",
    accounts: ["analyst"],
    callShare: 0.4,
    weight: 2,
  },
  {
    kind: "channel",
    title: "Launchpad Watch",
    username: "launch_watch_demo",
    accounts: ["scout"],
    callShare: 0.5,
    weight: 2,
  },
  {
    kind: "supergroup",
    title: "Night Owls Trading",
    username: "night_owls_demo",
    accounts: ["analyst"],
    callShare: 0.12,
    weight: 6,
  },
  {
    kind: "supergroup",
    title: "Degens & Friends",
    username: "degens_demo",
    accounts: ["analyst", "scout"],
    callShare: 0.2,
    weight: 6,
  },
  {
    kind: "supergroup",
    title: "Solana Lounge",
    username: "sol_lounge_demo",
    accounts: ["scout"],
    callShare: 0.15,
    weight: 4,
  },
  { kind: "group", title: "Desk chat", accounts: ["analyst"], callShare: 0.1, weight: 1 },
];

const FIRST_NAMES = [
  "Lena",
  "Oskar",
  "Priya",
  "Tomás",
  "Yuki",
  "Nadia",
  "Ben",
  "Chiara",
  "Dmitri",
  "Farah",
  "Goran",
  "Hana",
  "Ivo",
  "Jonas",
  "Kemal",
  "Lucía",
  "Marek",
  "Noor",
  "Olu",
  "Petra",
  "Quentin",
  "Rosa",
  "Sven",
  "Talia",
  "Uma",
  "Viktor",
  "Wren",
  "Xenia",
  "Yann",
  "Zoe",
];

/** Thirty-six authors with fictional numbers. */
export function authors(random: SeededRandom): Person[] {
  return Array.from({ length: 36 }, (_, index) => {
    const firstName = FIRST_NAMES[index % FIRST_NAMES.length] ?? "Author";
    const handle = firstName
      .normalize("NFD")
      .replaceAll(/[^A-Za-z]/g, "")
      .toLowerCase();
    return {
      phone: `999663${String(index).padStart(4, "0")}`,
      firstName,
      username: `${handle}_${100 + index}_${random.integer(10)}`,
    };
  });
}
