import { METHODS } from "./services/index.ts";
import { sharedCodec } from "./tl/codec.ts";

/** The table of methods and their errors, generated from what is registered. */
export const coverageTable = (): string => {
  const codec = sharedCodec();
  const all = codec.methodNames();
  const rows = [...METHODS]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(
      ({ name, needsUser, errors }) =>
        `| \`${name}\` | ${needsUser ? "yes" : "no"} | ${errors.map((error) => `\`${error}\``).join(", ")} |`,
    );
  return [
    "# What the emulator answers",
    "",
    `Generated from the registrations (\`npm run coverage -w telegram-emulator\`): ${METHODS.length} of the ${all.length} methods of layer ${codec.newestLayer}.`,
    "Any other method answers `400 INPUT_METHOD_INVALID`. Every error can also be had from any method by a fault.",
    "",
    "| method | needs a login | errors of its own |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
};
