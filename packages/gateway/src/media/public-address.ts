import { BlockList, isIP } from "node:net";

/** Networks that are not the public internet (IANA special-purpose registries, RFC 6890). */
const SPECIAL = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96",
  "::ffff:0:0/96",
  "::ffff:0:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];
/** Apart by family: a list with ::ffff:0:0/96 takes every IPv4 address for a mapped one. */
const NOT_PUBLIC = {
  ipv4: listOf(SPECIAL.filter((network) => !network.includes(":"))),
  ipv6: listOf(SPECIAL.filter((network) => network.includes(":"))),
} as const;

/** Addresses or networks as a list to check against. */
export function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const family = address.includes(":") ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** Whether the server may connect to an address for a client: a public one, or one that the operator allows. */
export function isReachable(address: string, allowed: BlockList): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  // An address with a zone is one of this machine's networks.
  if (address.includes("%")) return false;
  const plain = mapped ?? address;
  const version = isIP(plain);
  if (version === 0) return false;
  const family = version === 6 ? "ipv6" : "ipv4";
  return allowed.check(plain, family) || !NOT_PUBLIC[family].check(plain, family);
}
