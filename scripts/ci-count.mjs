// Prints "PASSED FAILED" of a vitest JSON report; a report that cannot be read counts as one failure.
import { readFileSync } from "node:fs";

const [path = ""] = process.argv.slice(2);
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(path, "utf8"));
  console.log(numPassedTests, Math.max(numFailedTests, numFailedTestSuites));
} catch {
  console.log(0, 1);
}
