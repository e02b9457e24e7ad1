/** What pools pay with: wrapped coins and stables. Canonical keys. */
const MONEY: ReadonlySet<string> = new Set([
  "So11111111111111111111111111111111111111112",
  "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
  "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB",
  "USD1ttGY1N17NEEHLmELoaybftRBUSErhqYiQzvEmuB",
  "native",
  "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",
  "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48",
  "0xdac17f958d2ee523a2206206994597c13d831ec7",
  "0x6b175474e89094c44da98b954eedeac495271d0f",
  "0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c",
  "0x55d398326f99059ff775485246999027b3197955",
  "0x8ac76a51cc950d9822d68b83fe1ad97b32cd580d",
  "0xe9e7cea3dedca5984780bafc599bd69add087d56",
  "0x4200000000000000000000000000000000000006",
  "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913",
  "0x82af49447d8a07e3bd95bd0d56f35241523fbab1",
  "0xaf88d065e77c8cc2239327c5edb3a432268e5831",
  "0xfd086bc7cd5c481dcc9c85ebe478a1c0b69fcbb9",
  "0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270",
  "0x3c499c542cef5e3811e1192ce70d8cc03d5c3359",
  "0xb31f66aa3c1e785363f0875a1b74e27b85fd66c7",
]);

/** The sides of a pool that are not money; all when none or all are. */
export function tradedSides(tokens: readonly string[]): string[] {
  const traded = tokens.filter((token) => !MONEY.has(token));
  return traded.length === 0 ? [...tokens] : traded;
}
