import { useState } from "react";
import type { ReactNode } from "react";
import { safeUrl } from "../ui/explorer.ts";

export function Item({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Link({ url }: { readonly url: string }): ReactNode {
  const safe = safeUrl(url);
  return safe === undefined ? (
    <code>{url}</code>
  ) : (
    <a href={safe} target="_blank" rel="noopener noreferrer">
      {url}
    </a>
  );
}

export function CopyButton({ text }: { readonly text: string }): ReactNode {
  const [answer, setAnswer] = useState("Copy");
  return (
    <button
      type="button"
      onClick={() => void copyText(text).then((isDone) => setAnswer(isDone ? "Copied" : "Not allowed"))}
      onBlur={() => setAnswer("Copy")}
    >
      {answer}
    </button>
  );
}

/** False when the browser does not let the page write to the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
