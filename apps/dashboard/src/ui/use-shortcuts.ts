import { useEffect } from "react";

/** Keys of the whole page; not while somebody types, except Escape, and never with a modifier. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || (isTyping(target) && key !== "Escape")) return;
      const action = actions[key];
      if (action === undefined) return;
      event.preventDefault();
      if (isTyping(target)) target.blur();
      action();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [actions]);
}

export function isTyping(target: EventTarget | null): target is HTMLInputElement | HTMLSelectElement {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}
