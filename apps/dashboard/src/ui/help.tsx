import type { ReactNode } from "react";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "filter"],
  ["d", "detections"],
  ["m", "messages"],
  ["j k ↓ ↑", "next and previous row"],
  ["Home End", "newest and oldest row"],
  ["c", "copy the selected address or text"],
  ["Esc", "close what is open"],
  ["?", "this list"],
];

export function Help({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <section className="help" role="dialog" aria-label="Keyboard">
      <header>
        <h2>Keyboard</h2>
        <button type="button" className="quiet" onClick={onClose} aria-label="Close the list of keys" autoFocus>
          ✕
        </button>
      </header>
      <dl>
        {KEYS.map(([keys, words]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">Scrolled away from the top, the list stands still and says how much is new.</p>
    </section>
  );
}
