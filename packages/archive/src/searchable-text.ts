/**
 * A message's text as it is searched: in lower case (SQL's own `lower` knows ASCII only, at least in SQLite), and without
 * NUL and lone surrogates, which Postgres text cannot hold. Nothing is lost: the entry's JSON keeps them, escaped.
 */
export function searchableText(text: string): string {
  return text.toLowerCase().replaceAll("\u0000", "").toWellFormed();
}
