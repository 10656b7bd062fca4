import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { receiptText } from "../../../src/features/draw/receipt.ts";
import { receiptOf, vector } from "./receipts.ts";
import { allTampered, withoutBls } from "./tampered.ts";

const checker = fileURLToPath(new URL("../../../src/web/check/verify_draw.py", import.meta.url));
const python = spawnSync("python3", ["--version"]).status === 0;

let folder: string;

interface Run {
  code: number;
  output: string;
  failed: string[];
}

/** Runs the checker on many files in one interpreter: starting one takes longer than the check. */
const driver = `
import io, json, os, sys
checker, *files = sys.argv[1:]
sys.path.insert(0, os.path.dirname(checker))
sys.dont_write_bytecode = True
import verify_draw
runs, stdout = [], sys.stdout
for file in files:
    sys.argv, sys.stdout = [checker, file], io.TextIOWrapper(io.BytesIO())
    code = verify_draw.main()
    sys.stdout.flush()
    runs.append([code, sys.stdout.buffer.getvalue().decode()])
json.dump(runs, stdout)
`;

function runAll(contents: readonly string[]): Run[] {
  const files = contents.map((content, index) => {
    const file = path.join(folder, `${index}.json`);
    writeFileSync(file, content);
    return file;
  });
  const { stdout, stderr } = spawnSync("python3", ["-c", driver, checker, ...files], { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const runs = z.array(z.tuple([z.int(), z.string()])).parse(JSON.parse(stdout));
  return runs.map(([code, output]) => ({
    code,
    output,
    failed: [...output.matchAll(/^FAIL (\w+)/gm)].map((m) => m[1]!),
  }));
}

const run = (content: string): Run => runAll([content])[0]!;

describe.skipIf(!python)("the Python checker", () => {
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "hearth-draw-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(["A", "B", "C"] as const)("finds the winners of vector %s", (level) => {
    const { code, output } = run(receiptText(receiptOf(level)));
    const order = vector(level).ranking.map(([ticket]) => ticket);
    expect(output).toContain(`winners 中奖: ${order.slice(0, 3).join(" ")}`);
    expect(output).toContain(`alternates 候补: ${order.slice(3, 5).join(" ")}`);
    expect(code).toBe(0);
  });

  test("says that it does not check drand's signature, and that level C is weak", () => {
    expect(run(receiptText(receiptOf("A"))).output).toContain("OK 收据一致, except for the signature");
    expect(run(receiptText(receiptOf("C"))).output).toContain("weak guarantee");
  });

  test("finds out the same tampering as the command does", () => {
    const runs = runAll(allTampered.map(({ receipt }) => JSON.stringify(receipt)));
    const found = allTampered.map(({ what }, index) => ({
      what,
      failed: runs[index]?.failed,
      code: runs[index]?.code,
    }));
    const expected = allTampered.map((tampered) => {
      const failed = withoutBls(tampered);
      return { what: tampered.what, failed, code: failed.length > 0 ? 1 : 0 };
    });
    expect(found).toEqual(expected);
  });

  test("runs as a program of its own", () => {
    const file = path.join(folder, "receipt.json");
    writeFileSync(file, receiptText(receiptOf("B")));
    const { status, stdout } = spawnSync("python3", ["-B", checker, file], { encoding: "utf8" });
    expect(stdout).toContain("OK 收据一致");
    expect(status).toBe(0);
  });

  test("reads a weight of 3.0 as the whole number that JSON means", () => {
    expect(run(receiptText(receiptOf("A")).replace(",3]", ",3.0]")).code).toBe(0);
  });

  test("ends with 2 when the file is not JSON", () => {
    expect(run("receipt").code).toBe(2);
  });
});
