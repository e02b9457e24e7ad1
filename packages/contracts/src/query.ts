import { z } from "zod";

const DIGITS = /^\d{1,15}$/;
const MAX_TEXT = 8192;
const NO_LIST = "is neither a list of texts nor one text with commas";

// Text of a query parameter becomes what it stands for before it is checked, so that documents tell the bounds of the values.

/** A whole number, also as the text of a query parameter. */
export const integer = (min: number, max: number) => {
  const error = `is not a whole number from ${min} to ${max}`;
  return z.preprocess(
    (value: number | string) => (typeof value === "string" && DIGITS.test(value) ? Number(value) : value),
    z.int({ error }).min(min, { error }).max(max, { error }),
  );
};

/** A list, also as the comma-separated text of a query parameter; never empty. */
export const list = <Item extends z.ZodType<string, string>>(item: Item, max = 100) =>
  z.preprocess(
    (value: readonly string[] | string) => {
      if (typeof value === "string") return value.length > MAX_TEXT ? value : value.split(",", max + 1);
      // What is too long is not looked through.
      return Array.isArray(value) ? value.slice(0, max + 1) : value;
    },
    z
      .array(item, { error: ({ code }) => (code === "invalid_type" ? NO_LIST : undefined) })
      .min(1, { error: "is empty" })
      .max(max, { error: `has more than ${max}` }),
  );

/** `true` or `false`, also as text. */
export const flag = z.preprocess(
  (value: boolean | "true" | "false") => (value === "true" ? true : value === "false" ? false : value),
  z.boolean({ error: "is neither true nor false" }),
);
