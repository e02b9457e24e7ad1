import { isIPv4 } from "node:net";

/** What an address belongs to, roughly a site: its /24, or /48 of IPv6. */
export function networkOf(ip: string): string {
  const address = ip.startsWith("::ffff:") ? ip.slice("::ffff:".length) : ip;
  if (isIPv4(address)) return `${address.split(".").slice(0, 3).join(".")}.0/24`;
  const [head = "", tail = ""] = address.split("::");
  const groups = head.split(":").filter((group) => group !== "");
  if (tail === "" && groups.length >= 3) return `${groups.slice(0, 3).join(":")}::/48`;
  const missing = Math.max(0, 8 - groups.length - tail.split(":").filter((group) => group !== "").length);
  const whole = [...groups, ...Array.from({ length: missing }, () => "0"), ...tail.split(":")];
  return `${whole.slice(0, 3).join(":")}::/48`;
}
