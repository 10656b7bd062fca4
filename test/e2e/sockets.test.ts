import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { TestInstallation } from "../crash/installation.ts";

let installation: TestInstallation;
afterEach(() => installation.close());

test(
  "a service as it is by default speaks to its database and to its platform, and to nobody else",
  { timeout: 120_000 },
  async () => {
    installation = await TestInstallation.create();
    const { telegram, folder } = installation;
    const file = path.join(folder, "sockets");
    const preload = fileURLToPath(new URL("sockets.mjs", import.meta.url));
    const product = installation.start({ NODE_OPTIONS: `--import ${preload}`, SOCKETS_FILE: file });
    await product.ready();
    const group = telegram.group("Tea House");
    const ada = telegram.person("Ada");
    for (const words of ["签到", "积分", "排行榜", "隐私", "帮助", "状态", "@hearth_bot 几点开门？", "大家好"])
      group.says(ada, words);
    await installation.workedOff();
    expect(telegram.callsTo("sendMessage").length).toBeGreaterThan(4);
    expect(await product.stop()).toBe(0);
    const places = new Set(readFileSync(file, "utf8").trim().split("\n"));
    const database = path.join(folder, "data/pg/.s.PGSQL.5432");
    expect(places).toEqual(new Set([database, new URL(telegram.url).host]));
  },
);
