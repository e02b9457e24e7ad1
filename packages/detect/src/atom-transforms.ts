import { ATOM_INVISIBLE, ATOM_KEYCAP, ATOM_LOOKALIKE, ATOM_STYLED } from "./arena.ts";

/** What was done to read an atom, by its flags. */
export function atomTransforms(flags: number): string[] {
  const transforms: string[] = [];
  if ((flags & ATOM_INVISIBLE) !== 0) transforms.push("invisible");
  if ((flags & ATOM_LOOKALIKE) !== 0) transforms.push("look-alike");
  if ((flags & ATOM_KEYCAP) !== 0) transforms.push("keycap");
  else if ((flags & ATOM_STYLED) !== 0) transforms.push("styled");
  return transforms;
}
