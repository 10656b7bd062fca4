import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder of real data that some tests run on, outside the repository: HEARTH_TEST_DATA,
 * else ../shared/data beside the checkout. Null on a machine without it; such tests are then
 * skipped, visibly: `test.skipIf(!testData)`.
 */
export const testData: string | null = find();

function find(): string | null {
  const beside = fileURLToPath(new URL("../../shared/data", import.meta.url));
  const folder = process.env.HEARTH_TEST_DATA ?? beside;
  return existsSync(path.join(folder, "MANIFEST.md")) ? folder : null;
}

/** The path of one file of the test data. */
export function dataFile(name: string): string {
  if (!testData) throw new Error("no test data here: guard the test with skipIf(!testData)");
  return path.join(testData, name);
}
