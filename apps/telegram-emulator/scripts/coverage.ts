import { writeFileSync } from "node:fs";

import { coverageTable } from "../src/coverage.ts";

writeFileSync(new URL("../COVERAGE.md", import.meta.url), coverageTable());
