import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageError } from "../../../src/core/errors.ts";
import { speaking } from "../../../src/cli/context.ts";
import { drawCommand } from "../../../src/cli/draw.ts";
import { receiptOf, vector } from "./receipts.ts";
import { allTampered } from "./tampered.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-draw-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let before: typeof process.exitCode;
beforeEach(() => {
  before = process.exitCode;
  process.exitCode = undefined;
});
afterEach(() => {
  process.exitCode = before;
});

function write(content: string): string {
  const file = path.join(folder, "receipt.json");
  writeFileSync(file, content);
  return file;
}

/** Runs `draw verify` as main.ts would; opening the database is an error. */
async function verify(file: string, ...options: string[]): Promise<{ output: string; code: number }> {
  const lines: string[] = [];
  const open = () => Promise.reject(new Error("the database was opened"));
  const command = drawCommand({ open, ...speaking("zh"), out: (line) => void lines.push(line) });
  await command.parseAsync(["verify", file, ...options], { from: "user" });
  return { output: lines.join("\n"), code: Number(process.exitCode ?? 0) };
}

describe("hearth draw verify", () => {
  test("says in Chinese what was checked and who won, and ends with 0", async () => {
    const { output, code } = await verify(write(JSON.stringify(receiptOf("A"))));
    expect(code).toBe(0);
    expect(output).toContain("✓ drand 的签名真实有效");
    expect(output).toContain("公告 2a4f9d66，参与 8 人，链尾 4cb8db00");
    expect(output).toContain(`1. ${vector("A").ranking[0]?.[0]}  保温杯`);
    expect(output).toContain(`3. ${vector("A").ranking[2]?.[0]}  贴纸`);
    expect(output.endsWith("收据有效。")).toBe(true);
  });

  test("says it in English", async () => {
    const { output } = await verify(write(JSON.stringify(receiptOf("B"))), "--language", "en");
    expect(output).toContain(
      "look up the numbers of China Welfare Lottery Shuangseqiu (6 of 33, 1 of 16), issue 2026134",
    );
    expect(output.endsWith("The receipt is valid.")).toBe(true);
  });

  test("calls a level C receipt weak", async () => {
    const { output, code } = await verify(write(JSON.stringify(receiptOf("C"))));
    expect(code).toBe(0);
    expect(output).toContain("C 级（种子加见证词）：弱");
    expect(output.endsWith("收据前后一致，但 C 级的保证是弱的。")).toBe(true);
  });

  test.each(allTampered)("ends with 1 and says what failed: $what", async ({ receipt, fails }) => {
    const { output, code } = await verify(write(JSON.stringify(receipt)), "--language", "en");
    expect(code).toBe(1);
    expect(output.match(/^✗ .+: .+$/gm)).toHaveLength(fails.length);
    expect(output.endsWith("The receipt is NOT valid.")).toBe(true);
    expect(output).not.toContain("Winners");
  });

  test("refuses a file that is missing or not JSON as a mistake at the keyboard", async () => {
    await expect(verify(path.join(folder, "nothing.json"))).rejects.toThrow(UsageError);
    await expect(verify(write("receipt"))).rejects.toThrow(/不是 JSON 文件/);
  });
});
