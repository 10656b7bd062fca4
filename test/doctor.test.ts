import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { examineTelegram } from "../bots/telegram/examine.ts";
import { examineModels } from "../src/cli/examine-models.ts";
import { loadConfig } from "../src/config.ts";
import { features } from "../src/features/index.ts";
import { examine } from "../src/health/doctor.ts";
import { createFakeOpenAi, type ModelAnswer } from "./fakes/openai.ts";
import { createFakeTelegram } from "./fakes/telegram.ts";
import { createWorld, type World } from "./world/index.ts";

let world: World;
let folder: string;
beforeEach(async () => {
  world = await createWorld({ features });
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-doctor-"));
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const look = (backupAgeMs: number | null, port = 5432, address = async () => ({ ...world.database.config, port })) =>
  examine({
    config: loadConfig({ HEARTH_DATA_DIR: folder, HEARTH_WEB: "off" }),
    address,
    shelf: folder,
    backupAgeMs: () => backupAgeMs,
    howToRestore: (language) => `restore, in ${language}`,
    now: () => world.now,
    outside: [],
  });

test("finds an open key, old backups and a community without an owner, and says how to mend each", async () => {
  await world.member("ada").says("早");
  writeFileSync(path.join(folder, "secret.key"), "ab".repeat(32), { mode: 0o644 });
  const found = await look(40 * 3_600_000);
  const sick = found.filter(({ level }) => level !== "good");
  expect(sick.map(({ check, level }) => `${check} ${level}`)).toEqual(
    expect.arrayContaining(["secret key bad", "backup bad", "owners warning", "configuration warning"]),
  );
  for (const { says, mend } of sick) {
    expect(says.zh()).toMatch(/\p{Script=Han}/u);
    expect(mend?.zh()).toBeTruthy();
    expect(mend?.en()).toBeTruthy();
  }
  expect(found.find(({ check }) => check === "schema")?.says.en()).toBe("the schema is this program's");
});

test("a database that does not answer hides nothing else", async () => {
  const found = await look(null, 1);
  expect(found.find(({ check }) => check === "database")).toMatchObject({ level: "bad" });
  expect(found.some(({ check }) => check === "disk")).toBe(true);
});

test("a database whose files are damaged is told with what restores it", async () => {
  const gone = Object.assign(new Error("invalid page in block 0 of relation base/16384/1249"), { code: "XX001" });
  const found = await look(null, 5432, () => Promise.reject(gone));
  const damage = found.find(({ check }) => check === "database");
  expect(damage?.says.en()).toContain("invalid page");
  expect(damage?.mend?.en()).toBe("restore, in en");
});

test("a refused token is told, and is in no sentence", async () => {
  const telegram = await createFakeTelegram();
  try {
    const token = "7000000001:wrong-token-wrong-token-wrong-token1";
    const found = await examineTelegram({ token, apiRoot: telegram.url, polls: true }, []);
    expect(found).toMatchObject([{ check: "telegram", level: "bad" }]);
    const away = await examineTelegram({ token, apiRoot: "http://127.0.0.1:1", polls: true }, []);
    expect(away[0]?.says.en()).toMatch(/^Telegram cannot be reached: /);
    expect(JSON.stringify([...found, ...away].map(({ says }) => says.en()))).not.toContain("wrong-token");
    const [good] = await examineTelegram({ token: telegram.token, apiRoot: telegram.url, polls: true }, []);
    expect(good?.level).toBe("good");
  } finally {
    await telegram.close();
  }
});

test("asks each model one thing, and says what is wrong and where to set it right", async () => {
  const model = await createFakeOpenAi();
  try {
    const ask = () =>
      examineModels(loadConfig({ LLM_BASE_URL: model.url, LLM_MODEL: "tea-1", LLM_API_KEY: "k-secret" }));
    const answers: [ModelAnswer, string, string][] = [
      [{ says: '{"ok": true}' }, "good", "the language model (tea-1, 127.0.0.1) answers"],
      [{ status: 401 }, "bad", "the language model (tea-1, 127.0.0.1) does not accept the key"],
      [{ status: 404 }, "bad", "the language model (tea-1, 127.0.0.1) is not there"],
      [{ status: 429 }, "bad", "the language model (tea-1, 127.0.0.1) is asked too much, or its money is spent"],
      [{ status: 529 }, "bad", "the language model (tea-1, 127.0.0.1) has trouble of its own"],
      ["cut", "bad", "the language model (tea-1, 127.0.0.1) does not answer"],
      [
        { says: "yes" },
        "warning",
        "the language model (tea-1, 127.0.0.1) answers, but not in the form that is asked for",
      ],
    ];
    for (const [answer, level, says] of answers) {
      model.answer = answer;
      const found = await ask();
      expect(found.map((one) => [one.level, one.says.en()])).toEqual([[level, says]]);
      if (level !== "good") expect(found[0]?.mend?.zh()).toMatch(/\p{Script=Han}/u);
      expect(JSON.stringify(found.map((one) => [one.says.en(), one.mend?.en()]))).not.toContain("k-secret");
    }
    expect(await examineModels(loadConfig({}))).toEqual([]);
  } finally {
    await model.close();
  }
});
